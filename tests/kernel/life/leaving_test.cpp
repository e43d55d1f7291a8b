#include <boost/test/unit_test.hpp>

#include <kernel/life/failure.hpp>

#include "changing.hpp"

using namespace plexus;
using namespace plexus::kernel;
using namespace plexus::kernel::test;
using namespace std::chrono_literals;
using boost::test_tools::per_element;

BOOST_FIXTURE_TEST_SUITE(leaving, Changing)

BOOST_AUTO_TEST_CASE(a_plugin_leaves_after_its_run_and_is_stopped_and_destroyed) {
    begin({"listener"});
    join("ear");
    toys->notes.clear();

    BOOST_TEST(leave("ear") == "");

    BOOST_TEST(toys->notes == (Words{"ear stopped", "ear destroyed"}), per_element());
    BOOST_TEST(states() == Words{"listener running"}, per_element());
    BOOST_TEST(listener->every<Ear>().empty());
}

BOOST_AUTO_TEST_CASE(a_plugin_of_the_first_plan_leaves_too_and_comes_back) {
    begin({"ear", "listener"});

    BOOST_TEST(leave("ear") == "");
    BOOST_TEST(listener->every<Ear>().empty());
    BOOST_TEST(join("ear") == "");

    BOOST_TEST(listener->every<Ear>().size() == 1U);
    BOOST_TEST(states() == (Words{"listener running", "ear running"}), per_element());
}

BOOST_AUTO_TEST_CASE(what_is_required_cannot_leave) {
    begin({"voice"});
    join("singer");

    BOOST_TEST(leave("voice") == "plugin 'voice' cannot leave: singer requires it");
    BOOST_TEST(leave("singer") == "");
    BOOST_TEST(leave("voice") == "");
    BOOST_TEST(leave("voice") == "this node has no plugin 'voice'");
}

BOOST_AUTO_TEST_CASE(what_the_program_has_found_cannot_leave) {
    begin({"voice"});
    registry().find(Voice::key);

    BOOST_TEST(leave("voice") ==
               "plugin 'voice' cannot leave: the program around the node requires it");
}

BOOST_AUTO_TEST_CASE(a_leave_that_somebody_still_holds_says_who) {
    begin({"ear", "listener"});
    std::optional<Leases<Ear>> held = listener->every<Ear>();

    BOOST_TEST(leave("ear") ==
               "plugin 'ear' is leaving, but was not gone after 10 s: listener still uses it");
    BOOST_TEST(states() == (Words{"ear leaving", "listener running"}), per_element());
    BOOST_TEST(changes().list().front().held_by == Words{"listener"}, per_element());
    BOOST_TEST(join("ear") == "plugin 'ear' is still leaving this node");
    held.reset();
    loop.settle();

    BOOST_TEST(states() == Words{"listener running"}, per_element());
    BOOST_TEST(toys->notes.back() == "ear destroyed");
}

BOOST_AUTO_TEST_CASE(a_plugin_that_collects_its_own_service_is_not_held_by_itself) {
    toys->add({.name = "echo",
               .provides = {Ear::key},
               .needs = {all<Ear>},
               .construct = [this](Host& host) { host.publish(ear); }});

    begin({"echo", "listener"});

    BOOST_TEST(changes().list().front().name == "echo");
    BOOST_TEST(changes().list().front().held_by == Words{"listener"}, per_element());
    BOOST_TEST(leave("echo") == "");
}

BOOST_AUTO_TEST_CASE(who_uses_a_leaving_plugin_is_done_before_its_run_is_cancelled) {
    add("worker", &Toy::run, &wait_for_ever);
    toys->add({.name = "busy-ear",
               .provides = {Ear::key},
               .construct = [this](Host& host) { host.publish(ear); },
               .run = [this](Host&) -> awaitable<void> {
                   while (true) {
                       co_await sleep_for(1s);
                       ++ear.heard;
                   }
               }});
    begin({"listener"});
    join("busy-ear");
    loop.spawn([](Host& host) -> awaitable<void> {
        const Leases<Ear> ears = host.every<Ear>();
        co_await sleep_for(1500ms);
    }(*listener));
    loop.settle();

    BOOST_TEST(leave("busy-ear") == "");

    BOOST_TEST(ear.heard == 1);
    BOOST_TEST((loop.elapsed() == 1500ms));
}

BOOST_AUTO_TEST_CASE(who_holds_on_to_a_leaving_plugin_is_let_go_of_by_the_end_of_its_run) {
    add("worker", &Toy::run, &wait_for_ever);
    std::optional<Leases<Ear>> held;
    toys->add({.name = "stream",
               .provides = {Ear::key},
               .construct = [this](Host& host) { host.publish(ear); },
               .run = [&held](Host&) -> awaitable<void> {
                   try {
                       co_await sleep_for(1000h);
                   } catch (const boost::system::system_error&) {
                       held.reset();  // as the reader of a stream that ends
                       throw;
                   }
               }});
    begin({"listener"});
    join("stream");
    held = listener->every<Ear>();

    BOOST_TEST(leave("stream") == "");
    BOOST_TEST((loop.elapsed() == limits.drain));
}

BOOST_AUTO_TEST_CASE(a_run_that_does_not_end_is_named) {
    add("deaf", &Toy::run, &ignore_cancellation);
    begin({"base"});
    join("deaf");

    BOOST_TEST(leave("deaf") ==
               "plugin 'deaf' is leaving, but was not gone after 10 s: still busy is deaf run");
    loop.advance(100s);
    BOOST_TEST(states() == Words{"base running"}, per_element());
}

BOOST_AUTO_TEST_CASE(a_plugin_may_let_itself_leave) {
    add("brief", &Toy::run, [this](Host&) -> awaitable<void> {
        co_await sleep_for(5s);
        co_await changes().leave("brief");
    });
    begin({"base"});
    join("brief");

    loop.advance(6s);

    BOOST_TEST(states() == Words{"base running"}, per_element());
    BOOST_TEST(toys->notes.back() == "brief destroyed");
}

BOOST_AUTO_TEST_CASE(a_node_that_stops_ends_a_leave_and_stops_the_plugin) {
    begin({"ear", "listener"});
    std::optional<Leases<Ear>> held = listener->every<Ear>();
    std::string outcome;
    changes().submit_leave("ear", [&outcome](const std::exception_ptr& failure) {
        outcome = sentence_of("?", "?", failure);
    });
    loop.settle();
    toys->notes.clear();

    end();

    BOOST_TEST(outcome == "?: the node is stopping");
    BOOST_TEST(toys->notes == (Words{"listener stopped", "ear stopped", "listener destroyed",
                                     "ear destroyed"}),
               per_element());
}

BOOST_AUTO_TEST_SUITE_END()
