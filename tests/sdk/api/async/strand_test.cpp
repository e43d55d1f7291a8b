#include <api/async/strand.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

using namespace plexus;

BOOST_AUTO_TEST_SUITE(strand)

BOOST_AUTO_TEST_CASE(only_what_a_strand_runs_is_on_it) {
    asio::io_context loop;
    const Executor any = loop.get_executor();
    const Executor mine = asio::make_strand(any);
    const Executor other = asio::make_strand(any);
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

BOOST_AUTO_TEST_SUITE_END()
