#include <boost/test/unit_test.hpp>

#include <kernel/life/failure.hpp>

#include "changing.hpp"

using namespace plexus;
using namespace plexus::kernel;
using namespace plexus::kernel::test;
using namespace std::chrono_literals;
using boost::test_tools::per_element;

BOOST_FIXTURE_TEST_SUITE(joining, Changing)

BOOST_AUTO_TEST_CASE(a_plugin_joins_and_is_seen_once_it_has_started) {
    begin({"listener"});
    BOOST_TEST(listener->every<Ear>().empty());

    BOOST_TEST(join("ear") == "");

    BOOST_TEST(states() == (Words{"listener running", "ear running"}), per_element());
    BOOST_TEST(listener->every<Ear>().size() == 1U);
    BOOST_TEST(toys->notes.back() == "ear ran");
}

BOOST_AUTO_TEST_CASE(a_newcomer_that_cannot_be_had_is_an_error_to_the_requester) {
    begin({"base"});

    BOOST_TEST(join("nothing") == "unknown plugin 'nothing'");
    BOOST_TEST(join("base") == "plugin 'base' is part of this node already");
    BOOST_TEST(
        join("singer") ==
        "nobody in this node provides toy.voice/1, which singer requires; join a plugin that "
        "does first");
    BOOST_TEST(states() == Words{"base running"}, per_element());
}

BOOST_AUTO_TEST_CASE(what_a_node_has_one_of_must_be_free) {
    toys->add({.name = "other-voice", .provides = {Voice::key}});
    begin({"voice"});

    BOOST_TEST(join("other-voice") ==
               "a node has one provider of toy.voice/1, and voice provides it already");
}

BOOST_AUTO_TEST_CASE(a_newcomer_that_fails_to_be_made_is_an_error_and_not_the_end) {
    toys->add({.name = "broken", .provides = {Ear::key}, .construct = [](Host&) {
                   throw std::runtime_error("it broke");
               }});
    toys->add({.name = "liar", .provides = {Ear::key}});
    begin({"listener"});

    BOOST_TEST(join("broken") == "plugin 'broken' could not be made: it broke");
    BOOST_TEST(join("liar") ==
               "plugin 'liar' could not be made: plugin 'liar' provides toy.ear/1 by its "
               "declaration, but did not publish it");
    BOOST_TEST(listener->every<Ear>().empty());
    BOOST_TEST(states() == Words{"listener running"}, per_element());
    BOOST_TEST(!runtime.stop_requested.has_value());
}

BOOST_AUTO_TEST_CASE(what_a_newcomer_throws_from_the_first_turn_of_run_is_an_error) {
    toys->add({.name = "mortal", .run = [](Host&) -> awaitable<void> {
                   throw std::runtime_error("it broke");
                   co_return;
               }});
    toys->add({.name = "poor", .run = [](Host&) -> awaitable<void> {
                   throw ConfigError("port 1 is taken");
                   co_return;
               }});
    begin({"base"});

    BOOST_TEST(join("mortal") == "plugin 'mortal' failed to run: it broke");
    BOOST_TEST(join("poor") == "poor: port 1 is taken");

    BOOST_TEST(states() == Words{"base running"}, per_element());
    BOOST_TEST(toys->notes.back() == "poor destroyed");
    BOOST_TEST(!runtime.stop_requested.has_value());
}

BOOST_AUTO_TEST_CASE(a_newcomer_whose_run_returns_at_once_has_joined) {
    toys->add({.name = "brief", .run = [](Host&) -> awaitable<void> { co_return; }});
    begin({"base"});

    BOOST_TEST(join("brief") == "");

    BOOST_TEST(states() == (Words{"base running", "brief running"}), per_element());
}

BOOST_AUTO_TEST_CASE(what_a_newcomer_throws_later_is_no_error_of_the_join) {
    add("mortal", &Toy::run, [](Host&) -> awaitable<void> {
        co_await sleep_for(1s);
        throw std::runtime_error("it broke");
    });
    begin({"base"});

    BOOST_TEST(join("mortal") == "");
    BOOST_TEST(states() == (Words{"base running", "mortal running"}), per_element());
    loop.advance(2s);

    BOOST_TEST(states() == Words{"base running"}, per_element());
}

BOOST_AUTO_TEST_CASE(a_newcomer_that_fails_to_start_is_an_error_and_not_the_end) {
    add("broken", &Toy::start, &fail);
    begin({"base"});

    BOOST_TEST(join("broken") == "plugin 'broken' failed to start: it broke");

    BOOST_TEST(states() == Words{"base running"}, per_element());
    BOOST_TEST(toys->notes.back() == "broken destroyed");
    BOOST_TEST(!runtime.stop_requested.has_value());
}

BOOST_AUTO_TEST_CASE(a_newcomer_has_a_deadline_to_start) {
    add("slow", &Toy::start, &wait_for_ever);
    begin({"base"});

    const std::string outcome = join("slow");

    BOOST_TEST(outcome.starts_with("plugin 'slow' failed to start: "));
    BOOST_TEST((loop.elapsed() == limits.start));
    BOOST_TEST(states() == Words{"base running"}, per_element());
}

BOOST_AUTO_TEST_CASE(a_newcomer_that_hangs_in_its_start_is_let_go_of_later) {
    add("deaf", &Toy::start, &ignore_cancellation);
    begin({"base"});

    BOOST_TEST(join("deaf") ==
               "plugin 'deaf' did not start within 30 s, and does not end its start() either");
    BOOST_TEST(states() == (Words{"base running", "deaf leaving"}), per_element());
    BOOST_TEST(join("deaf") == "plugin 'deaf' is still leaving this node");
    loop.advance(100s);

    BOOST_TEST(states() == Words{"base running"}, per_element());
    BOOST_TEST(toys->notes.back() == "deaf destroyed");
}

BOOST_AUTO_TEST_CASE(a_newcomer_whose_run_fails_is_removed_and_the_node_goes_on) {
    add("mortal", &Toy::run, [](Host&) -> awaitable<void> {
        co_await sleep_for(5s);
        throw std::runtime_error("it broke");
    });
    begin({"base"});

    BOOST_TEST(join("mortal") == "");
    BOOST_TEST(states().size() == 2U);
    loop.advance(6s);

    BOOST_TEST(states() == Words{"base running"}, per_element());
    BOOST_TEST(!runtime.stop_requested.has_value());
    BOOST_TEST(status.problems().empty());
}

BOOST_AUTO_TEST_CASE(a_node_that_stops_ends_a_join) {
    add("slow", &Toy::start, &wait_for_ever);
    begin({"base"});
    std::string outcome;
    changes().submit_join("slow", {}, [&outcome](const std::exception_ptr& failure) {
        outcome = sentence_of("?", "?", failure);
    });
    loop.settle();

    end();

    BOOST_TEST(outcome == "?: the node is stopping");
    BOOST_TEST(toys->notes.back() == "base destroyed");
    BOOST_TEST((loop.elapsed() <= 2s));
}

BOOST_AUTO_TEST_SUITE_END()
