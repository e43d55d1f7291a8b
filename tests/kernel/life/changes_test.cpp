#include <boost/test/unit_test.hpp>

#include <kernel/life/failure.hpp>

#include "changing.hpp"

using namespace plexus;
using namespace plexus::kernel;
using namespace plexus::kernel::test;
using namespace std::chrono_literals;
using boost::test_tools::per_element;

BOOST_FIXTURE_TEST_SUITE(changes, Changing)

BOOST_AUTO_TEST_CASE(who_requires_a_plugin_that_dies_goes_first) {
    toys->add({.name = "mortal-voice",
               .provides = {Voice::key},
               .construct = [this](Host& host) { host.publish(voice); },
               .run = [](Host&) -> awaitable<void> {
                   co_await sleep_for(5s);
                   throw std::runtime_error("it broke");
               }});
    begin({"base"});
    join("mortal-voice");
    join("singer");
    toys->notes.clear();

    loop.advance(10s);

    BOOST_TEST(states() == Words{"base running"}, per_element());
    BOOST_TEST(toys->notes == (Words{"singer stopped", "singer destroyed", "mortal-voice stopped",
                                     "mortal-voice destroyed"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(a_plugin_of_the_first_plan_that_dies_still_ends_the_node) {
    add("mortal", &Toy::run, [](Host&) -> awaitable<void> {
        co_await sleep_for(5s);
        throw std::runtime_error("it broke");
    });
    begin({"mortal"});

    loop.advance(6s);

    BOOST_TEST((runtime.stop_requested == 1));
    BOOST_TEST(status.problems() == Words{"plugin 'mortal' died: it broke"}, per_element());
}

BOOST_AUTO_TEST_CASE(a_watch_tells_of_a_provider_that_joins_and_leaves) {
    Words told;
    Subscription watch;
    toys->add({.name = "watcher", .needs = {all<Ear>}, .start = [&](Host& host) -> awaitable<void> {
                   watch = host.watch<Ear>([&told](const Lease<Ear>&, ServiceChange change) {
                       told.push_back(change == ServiceChange::joined ? "joined" : "leaving");
                   });
                   co_return;
               }});
    begin({"watcher"});

    join("ear");
    BOOST_TEST(told == Words{"joined"}, per_element());
    leave("ear");

    BOOST_TEST(told == (Words{"joined", "leaving"}), per_element());
}

BOOST_AUTO_TEST_CASE(changes_are_made_one_at_a_time_in_their_order) {
    for (const char* name : {"first", "second"}) {
        add(name, &Toy::start, [](Host&) -> awaitable<void> { co_await sleep_for(3s); });
    }
    begin({"base"});
    toys->notes.clear();
    Words outcomes;
    for (const char* name : {"first", "second"}) {
        changes().submit_join(name, {}, [&outcomes, name](const std::exception_ptr& failure) {
            outcomes.push_back(name + std::string(failure ? " failed" : " joined"));
        });
    }

    loop.advance(4s);
    BOOST_TEST(outcomes == Words{"first joined"}, per_element());
    loop.advance(4s);

    BOOST_TEST(outcomes == (Words{"first joined", "second joined"}), per_element());
    BOOST_TEST(toys->notes == (Words{"first constructed", "first started", "first ran",
                                     "second constructed", "second started", "second ran"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(a_node_that_does_not_run_changes_nothing) {
    std::string outcome;
    add("early", &Toy::start, [&](Host&) -> awaitable<void> {
        changes().submit_join("base", {}, [&outcome](const std::exception_ptr& failure) {
            outcome = sentence_of("?", "?", failure);
        });
        co_return;
    });
    begin({"early"});

    BOOST_TEST(outcome == "?: the node does not run, so no plugin can join it or leave it");
}

BOOST_AUTO_TEST_CASE(a_plugin_joins_and_leaves_a_thousand_times) {
    begin({"listener"});

    for (int i = 0; i < 1000; ++i) {
        BOOST_REQUIRE(join("ear") == "");
        BOOST_REQUIRE(listener->every<Ear>().size() == 1U);
        BOOST_REQUIRE(leave("ear") == "");
    }

    BOOST_TEST(states() == Words{"listener running"}, per_element());
    BOOST_TEST((loop.elapsed() == 0s));
}

BOOST_AUTO_TEST_SUITE_END()
