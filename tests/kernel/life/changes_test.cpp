#include <kernel/life/changes.hpp>

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <kernel/life/failure.hpp>

#include <tests/kernel/live_node.hpp>

namespace {

using namespace plexus;
using namespace plexus::kernel;
using namespace plexus::kernel::test;
using namespace std::chrono_literals;
using boost::test_tools::per_element;

/// What some toys provide, and others collect or require.
struct Ear {
    static constexpr ServiceKey key{"toy.ear", 1, Cardinality::many};
    int heard = 0;
};

struct Voice {
    static constexpr ServiceKey key{"toy.voice", 1, Cardinality::one};
};

using Words = std::vector<std::string>;

struct Fixture : LiveNode {
    Fixture() {
        toys->add({.name = "base"});
        toys->add({.name = "ear", .provides = {Ear::key}, .construct = [this](Host& host) {
                       host.publish(ear);
                   }});
        toys->add({.name = "voice", .provides = {Voice::key}, .construct = [this](Host& host) {
                       host.publish(voice);
                   }});
        toys->add({.name = "singer", .needs = {one<Voice>}, .construct = [](Host& host) {
                       host.get<Voice>();
                   }});
        toys->add({.name = "listener", .needs = {all<Ear>}, .construct = [this](Host& host) {
                       listener = &host;
                   }});
    }

    /// A toy with one phase of its own.
    void add(std::string name, std::function<awaitable<void>(Host&)> Toy::*phase,
             std::function<awaitable<void>(Host&)> function) {
        Toy toy{.name = std::move(name)};
        toy.*phase = std::move(function);
        toys->add(std::move(toy));
    }

    Ear ear;
    Voice voice;
    Host* listener = nullptr;
};

awaitable<void> fail(Host&) {
    throw std::runtime_error("it broke");
    co_return;
}

awaitable<void> wait_for_ever(Host&) { co_await sleep_for(1000h); }

/// Hears nothing of its cancellation for a while.
awaitable<void> ignore_cancellation(Host&) {
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await sleep_for(100s);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(changes, Fixture)

BOOST_AUTO_TEST_CASE(a_plugin_joins_and_is_seen_once_it_has_started) {
    begin({"listener"});
    BOOST_TEST(listener->every<Ear>().empty());

    BOOST_TEST(join("ear") == "");

    BOOST_TEST(states() == (Words{"listener running", "ear running"}), per_element());
    BOOST_TEST(listener->every<Ear>().size() == 1U);
    BOOST_TEST(toys->notes.back() == "ear ran");
}

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

BOOST_AUTO_TEST_CASE(a_newcomer_that_cannot_be_had_is_an_error_to_who_asked) {
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

BOOST_AUTO_TEST_CASE(a_newcomer_that_fails_to_be_made_is_an_answer_and_not_the_end) {
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

BOOST_AUTO_TEST_CASE(a_newcomer_that_fails_to_start_is_an_answer_and_not_the_end) {
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

    const std::string answer = join("slow");

    BOOST_TEST(answer.starts_with("plugin 'slow' failed to start: "));
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
    Words answers;
    for (const char* name : {"first", "second"}) {
        changes().submit_join(name, {}, [&answers, name](const std::exception_ptr& failure) {
            answers.push_back(name + std::string(failure ? " failed" : " joined"));
        });
    }

    loop.advance(4s);
    BOOST_TEST(answers == Words{"first joined"}, per_element());
    loop.advance(4s);

    BOOST_TEST(answers == (Words{"first joined", "second joined"}), per_element());
    BOOST_TEST(toys->notes == (Words{"first constructed", "first started", "first ran",
                                     "second constructed", "second started", "second ran"}),
               per_element());
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

BOOST_AUTO_TEST_CASE(a_node_that_stops_ends_a_join) {
    add("slow", &Toy::start, &wait_for_ever);
    begin({"base"});
    std::string answer;
    changes().submit_join("slow", {}, [&answer](const std::exception_ptr& failure) {
        answer = sentence_of("?", "?", failure);
    });
    loop.settle();

    end();

    BOOST_TEST(answer == "?: the node is stopping");
    BOOST_TEST(toys->notes.back() == "base destroyed");
    BOOST_TEST((loop.elapsed() <= 2s));
}

BOOST_AUTO_TEST_CASE(a_node_that_stops_ends_a_leave_and_stops_the_plugin) {
    begin({"ear", "listener"});
    std::optional<Leases<Ear>> held = listener->every<Ear>();
    std::string answer;
    changes().submit_leave("ear", [&answer](const std::exception_ptr& failure) {
        answer = sentence_of("?", "?", failure);
    });
    loop.settle();
    toys->notes.clear();

    end();

    BOOST_TEST(answer == "?: the node is stopping");
    BOOST_TEST(toys->notes == (Words{"listener stopped", "ear stopped", "listener destroyed",
                                     "ear destroyed"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(a_node_that_does_not_run_changes_nothing) {
    std::string answer;
    add("early", &Toy::start, [&](Host&) -> awaitable<void> {
        changes().submit_join("base", {}, [&answer](const std::exception_ptr& failure) {
            answer = sentence_of("?", "?", failure);
        });
        co_return;
    });
    begin({"early"});

    BOOST_TEST(answer == "?: the node does not run, so no plugin can join it or leave it");
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
