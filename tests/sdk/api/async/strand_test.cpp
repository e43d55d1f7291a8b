#include <api/async/strand.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <api/async/new_strand.hpp>

using namespace plexus;

BOOST_AUTO_TEST_SUITE(strand)

BOOST_AUTO_TEST_CASE(only_what_a_strand_runs_is_on_it) {
    asio::io_context loop;
    const Executor any = loop.get_executor();
    const Executor mine = new_strand(any);
    const Executor other = new_strand(any);
    bool on_mine = false;
    bool on_other = true;

    asio::post(mine, [&] {
        on_mine = runs_on(mine);
        on_other = runs_on(other);
    });
    BOOST_TEST(!runs_on(mine));
    loop.run();

    BOOST_TEST(on_mine);
    BOOST_TEST(!on_other);
}

BOOST_AUTO_TEST_CASE(an_executor_without_a_strand_has_one_thread) {
    asio::io_context loop;
    BOOST_TEST(runs_on(loop.get_executor()));
}

BOOST_AUTO_TEST_CASE(a_strand_of_another_kind_of_loop_is_one) {
    asio::io_context loop;
    const Executor outer = asio::make_strand(loop);
    const Executor mine = new_strand(outer);
    bool on_mine = false;

    asio::post(mine, [&] { on_mine = runs_on(mine); });
    BOOST_TEST(!runs_on(mine));
    loop.run();

    BOOST_TEST(on_mine);
}

// Each coroutine keeps several copies of its executor.
BOOST_AUTO_TEST_CASE(a_copy_of_a_strand_takes_no_memory_of_its_own) {
    asio::io_context loop;
    const Executor copy = new_strand(loop.get_executor());

    const auto* const at = reinterpret_cast<const std::uint8_t*>(
        copy.target<asio::strand<asio::io_context::executor_type>>());

    BOOST_REQUIRE(at != nullptr);
    const auto* const begin = reinterpret_cast<const std::uint8_t*>(&copy);
    BOOST_TEST((at >= begin && at < begin + sizeof copy));
}

BOOST_AUTO_TEST_SUITE_END()
