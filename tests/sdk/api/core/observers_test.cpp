#include <api/core/observers.hpp>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>
#include <stdexcept>
#include <thread>

using namespace plexus;

BOOST_AUTO_TEST_SUITE(observers)

BOOST_AUTO_TEST_CASE(an_observer_is_told_until_its_subscription_ends) {
    Observers<int> observers;
    int sum = 0;
    Subscription subscription = observers.add([&sum](int value) { sum += value; });

    observers.tell(2);
    observers.tell(3);
    subscription.reset();
    observers.tell(4);

    BOOST_TEST(sum == 5);
    BOOST_TEST(observers.empty());
}

BOOST_AUTO_TEST_CASE(one_that_fails_keeps_nobody_from_being_told) {
    Observers<> observers;
    bool told = false;
    const Subscription failing = observers.add([] { throw std::runtime_error("it broke"); });
    const Subscription other = observers.add([&told] { told = true; });

    BOOST_CHECK_THROW(observers.tell(), std::runtime_error);
    BOOST_TEST(told);
}

BOOST_AUTO_TEST_CASE(an_observer_may_end_its_own_subscription) {
    Observers<> observers;
    int told = 0;
    Subscription subscription = observers.add([&] {
        ++told;
        subscription.reset();
    });

    observers.tell();
    observers.tell();

    BOOST_TEST(told == 1);
}

BOOST_AUTO_TEST_CASE(a_subscription_outlives_what_it_observes) {
    Subscription subscription;
    {
        Observers<> observers;
        subscription = observers.add([] {});
    }
    BOOST_CHECK_NO_THROW(subscription.reset());
}

BOOST_AUTO_TEST_CASE(the_end_of_a_subscription_waits_for_a_call_in_another_thread) {
    Observers<> observers;
    std::promise<void> begun, go_on;
    std::atomic<bool> ended = false;
    Subscription subscription = observers.add([&] {
        begun.set_value();
        go_on.get_future().wait();
        ended = true;
    });
    std::thread caller([&] { observers.tell(); });
    begun.get_future().wait();
    std::thread releaser([&] { go_on.set_value(); });

    subscription.reset();

    BOOST_TEST(ended);
    releaser.join();
    caller.join();
}

BOOST_AUTO_TEST_SUITE_END()
