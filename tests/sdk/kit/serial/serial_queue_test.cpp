#include <boost/asio/detached.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include <api/async/clock.hpp>
#include <api/async/task_scope.hpp>
#include <kit/serial/handlers.hpp>
#include <kit/testing/fake_peer.hpp>
#include <kit/testing/loop.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

/// Takes its time in the middle of each call, and notes whether another comes meanwhile.
class SlowHandler final : public eth::BlockHandler {
public:
    std::vector<std::uint64_t> numbers{};
    std::size_t most_at_once = 0;

    awaitable<eth::ValidationResult> on_block(const eth::Origin&,
                                              const eth::RawBlock& block) override {
        most_at_once = std::max(most_at_once, ++inside_);
        // The earlier ones take longer: without a queue, the later ones would overtake them.
        co_await sleep_for(std::chrono::seconds(100 - block.number));
        numbers.push_back(block.number);
        --inside_;
        if (block.number == forbidden) throw std::runtime_error("forbidden");
        co_return eth::ValidationResult::accept;
    }

    std::uint64_t forbidden = 0;

private:
    std::size_t inside_ = 0;
};

struct Fixture {
    testing::Loop loop;
    Executor strand{asio::make_strand(loop.executor())};
    SlowHandler slow;
    serial::SerialQueue queue{strand};
    serial::BlockHandler handler{queue, slow};
    eth::Origin origin{};

    /// Hands a block in as a session does, on a strand of its own.
    awaitable<void> hand_in(std::uint64_t number) {
        eth::RawBlock block;
        block.number = number;
        validations.push_back(co_await handler.on_block(origin, block));
    }

    std::vector<eth::ValidationResult> validations{};
};

awaitable<void> on_own_strand(Executor strand, awaitable<void> task) {
    co_await asio::co_spawn(strand, std::move(task), asio::use_awaitable);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(serial_line, Fixture)

BOOST_AUTO_TEST_CASE(calls_of_many_peers_come_one_at_a_time_and_in_order) {
    for (std::uint64_t number = 1; number <= 5; ++number) {
        loop.spawn(on_own_strand(asio::make_strand(loop.executor()), hand_in(number)));
    }
    loop.settle();
    loop.advance(1h);

    const std::vector<std::uint64_t> in_order{1, 2, 3, 4, 5};
    BOOST_TEST(slow.numbers == in_order, boost::test_tools::per_element());
    BOOST_TEST(slow.most_at_once == 1U);
}

BOOST_AUTO_TEST_CASE(the_validation_result_comes_back_to_the_caller) {
    loop.run(hand_in(1));

    BOOST_TEST(validations.size() == 1U);
    BOOST_TEST((validations.front() == eth::ValidationResult::accept));
}

BOOST_AUTO_TEST_CASE(a_call_that_throws_reaches_its_caller_and_lets_the_next_one_in) {
    slow.forbidden = 1;

    BOOST_CHECK_THROW(loop.run(hand_in(1)), std::runtime_error);
    loop.run(hand_in(2));

    BOOST_TEST(slow.numbers.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_cancelled_call_ends_and_lets_the_next_one_in) {
    TaskScope session(asio::make_strand(loop.executor()));
    session.spawn("call", hand_in(1));
    loop.settle();
    loop.spawn(hand_in(2));
    loop.settle();

    session.cancel();
    loop.settle();

    BOOST_TEST(session.size() == 0U);
    loop.advance(1h);
    const std::vector<std::uint64_t> only_second{2};
    BOOST_TEST(slow.numbers == only_second, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cancelled_caller_gives_up_its_place) {
    loop.spawn(hand_in(1));
    loop.settle();
    TaskScope session(asio::make_strand(loop.executor()));
    session.spawn("call", hand_in(2));
    loop.settle();
    loop.spawn(hand_in(3));
    loop.settle();

    session.cancel();
    loop.settle();

    BOOST_TEST(session.size() == 0U);
    loop.advance(1h);
    const std::vector<std::uint64_t> without_second{1, 3};
    BOOST_TEST(slow.numbers == without_second, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(with_real_threads_no_two_calls_overlap) {
    constexpr std::size_t callers = 8;
    constexpr std::size_t calls = 200;
    asio::thread_pool threads(4);
    std::size_t sum = 0;  // of no atomic type: a race would lose counts, and the sanitizer sees it
    serial::SerialQueue shared(asio::make_strand(threads.get_executor()));
    auto count = [&]() -> awaitable<void> {
        const std::size_t before = sum;
        co_await asio::post(asio::use_awaitable);
        sum = before + 1;
    };
    auto caller = [&]() -> awaitable<void> {
        for (std::size_t i = 0; i < calls; ++i) co_await shared.call(count);
    };

    for (std::size_t i = 0; i < callers; ++i) {
        asio::co_spawn(asio::make_strand(threads.get_executor()), caller(), asio::detached);
    }
    threads.join();

    BOOST_TEST(sum == callers * calls);
}

BOOST_AUTO_TEST_SUITE_END()
