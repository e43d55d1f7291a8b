#include <boost/test/unit_test.hpp>

#include <map>
#include <string>

#include <plugins/scoring/additive_scoring.hpp>

using namespace plexus;
using namespace plexus::scoring;
using namespace std::chrono_literals;
using net::PeerEvent;
using net::ScoreAction;

namespace {

constexpr SteadyTime now{1h};

/// A policy with the default bounds and one node.
struct Known {
    AdditiveScoring policy{Bounds{}};
    net::PeerRecord record = policy.initial(net::NodeId{}, now);

    /// Records an event so often, at once.
    ScoreAction apply(PeerEvent event, int times = 1, SteadyTime when = now) {
        ScoreAction action = ScoreAction::keep;
        for (int i = 0; i < times; ++i) action = policy.apply(record, event, when);
        return action;
    }
    /// Records responses to one kind of request.
    void respond(net::PeerRecord& who, Duration took, int times = 1) {
        net::PeerReport report = PeerEvent::responded;
        report.message = "GetBlockHeaders";
        report.took = took;
        for (int i = 0; i < times; ++i) policy.apply(who, report, now);
    }
    int score(SteadyTime when = now) const { return policy.score(record, when); }
};

Bounds read(const char* option, const char* value) {
    return read_bounds(Settings("scoring", Settable::options.specs(), {{option, {value}}}));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(additive_scoring, Known)

BOOST_AUTO_TEST_CASE(a_new_node_begins_at_fifty) { BOOST_TEST(score() == 50); }

BOOST_AUTO_TEST_CASE(good_service_counts_up_to_a_hundred) {
    BOOST_TEST((apply(PeerEvent::served_request, 30) == ScoreAction::keep));
    BOOST_TEST(score() == 80);
    apply(PeerEvent::useful_gossip, 1000);

    BOOST_TEST(score() == 100);
}

BOOST_AUTO_TEST_CASE(a_peer_that_falls_to_ten_must_go) {
    BOOST_TEST((apply(PeerEvent::timed_out, 7) == ScoreAction::keep));
    BOOST_TEST(score() == 15);

    BOOST_TEST((apply(PeerEvent::timed_out) == ScoreAction::drop));
    BOOST_TEST(score() == 10);
}

BOOST_AUTO_TEST_CASE(bad_data_twice_is_enough) {
    BOOST_TEST((apply(PeerEvent::sent_bad_data) == ScoreAction::keep));
    BOOST_TEST((apply(PeerEvent::sent_bad_data) == ScoreAction::drop));
}

BOOST_AUTO_TEST_CASE(an_incompatible_peer_goes_at_once) {
    BOOST_TEST((apply(PeerEvent::incompatible) == ScoreAction::drop));
}

BOOST_AUTO_TEST_CASE(garbage_bans_the_best_peer_at_once) {
    apply(PeerEvent::served_request, 100);

    BOOST_TEST((apply(PeerEvent::sent_garbage) == ScoreAction::ban));
    BOOST_TEST(score() == 10);
}

BOOST_AUTO_TEST_CASE(what_is_earned_fades_a_point_a_minute_down_to_the_start) {
    apply(PeerEvent::served_request, 1000);

    BOOST_TEST(score(now + 10min) == 90);
    apply(PeerEvent::served_request, 1, now + 10min);
    BOOST_TEST(score(now + 11min) == 90);
    BOOST_TEST(score(now + 24h) == 50);
}

BOOST_AUTO_TEST_CASE(a_peer_that_is_heard_all_the_time_fades_too) {
    apply(PeerEvent::served_request, 20);
    SteadyTime later = now;
    for (int event = 0; event < 20; ++event) {
        later += 30s;
        apply(event % 2 == 0 ? PeerEvent::served_request : PeerEvent::empty_response, 1, later);
    }
    BOOST_TEST(score(later) == 60);
}

BOOST_AUTO_TEST_CASE(what_is_lost_comes_back_a_point_a_minute_up_to_the_start) {
    apply(PeerEvent::timed_out, 8);

    BOOST_TEST(score(now + 59s) == 10);
    BOOST_TEST(score(now + 5min) == 15);
    BOOST_TEST(score(now + 24h) == 50);
}

BOOST_AUTO_TEST_CASE(failed_dials_alone_do_not_condemn_a_node) {
    BOOST_TEST((apply(PeerEvent::dial_failed, 100) == ScoreAction::keep));
    BOOST_TEST((apply(PeerEvent::handshake_failed, 100) == ScoreAction::keep));

    BOOST_TEST(score() == 30);
}

BOOST_AUTO_TEST_CASE(failed_dials_do_not_raise_a_low_score) {
    apply(PeerEvent::timed_out, 7);

    apply(PeerEvent::dial_failed);

    BOOST_TEST(score() == 15);
}

BOOST_AUTO_TEST_CASE(the_bounds_are_options_and_must_rise) {
    BOOST_TEST(read("floor", "20").floor == 20);
    BOOST_CHECK_THROW(read("floor", "50"), ConfigError);
    BOOST_CHECK_THROW(read("maximum", "49"), ConfigError);
}

BOOST_AUTO_TEST_CASE(a_response_that_took_too_long_earns_nothing) {
    net::PeerReport report = PeerEvent::served_request;
    report.took = 10s;
    policy.apply(record, report, now);
    BOOST_TEST(score() == 51);

    report.took = 10s + 1ms;
    policy.apply(record, report, now);

    BOOST_TEST(score() == 51);
    BOOST_TEST((read("slow-response", "2s").slow == 2s));
}

BOOST_AUTO_TEST_CASE(that_a_response_came_neither_costs_nor_delays_what_comes_back) {
    apply(PeerEvent::sent_bad_data);
    apply(PeerEvent::responded, 1, now + 30s);

    BOOST_TEST(score(now + 1min) == 31);
}

BOOST_AUTO_TEST_CASE(the_parts_of_a_score_have_names) {
    net::PeerReport report = PeerEvent::responded;
    report.took = 80ms;
    policy.apply(record, report, now);
    report.took = 160ms;
    policy.apply(record, report, now);
    apply(PeerEvent::timed_out);
    apply(PeerEvent::sent_unsolicited);

    std::map<std::string, double> parts;
    for (const net::ScorePart& part : policy.parts(record, now)) {
        parts.emplace(part.name, part.value);
    }

    const std::map<std::string, double> expected{{"score", 35},
                                                 {"latency_ms", 90},
                                                 {"responses", 2},
                                                 {"timeouts", 1},
                                                 {"bad", 1},
                                                 {"speed", 0},
                                                 {"response_rate_percent", 200.0 / 3},
                                                 {"validity_percent", 0}};
    BOOST_TEST((parts == expected));
}

BOOST_AUTO_TEST_CASE(speed_counts_against_the_median_of_the_pool) {
    net::PeerRecord others = policy.initial(net::NodeId{}, now);
    respond(others, 100ms, 64);
    BOOST_TEST(policy.score(others, now) == 50);

    net::PeerRecord quick = policy.initial(net::NodeId{}, now);
    respond(quick, 50ms, 5);
    respond(record, 200ms, 5);

    BOOST_TEST(policy.score(quick, now) == 55);
    BOOST_TEST(score() == 45);
    BOOST_TEST(policy.parts(quick, now)[5].value == 2);
    BOOST_TEST(policy.parts(record, now)[5].value == 0.5);
}

BOOST_AUTO_TEST_CASE(slowness_alone_costs_nobody_the_connection) {
    net::PeerRecord others = policy.initial(net::NodeId{}, now);
    for (int i = 0; i < 100; ++i) {
        respond(others, 100ms, 9);
        respond(record, 900ms);
    }

    BOOST_TEST(score() == 30);
}

BOOST_AUTO_TEST_CASE(weights_multiply_prices_and_may_be_zero) {
    policy =
        AdditiveScoring{Bounds{}, Weights{.speed = 0, .rate = 3, .validity = 0, .timeouts = 2}};
    apply(PeerEvent::served_request);
    BOOST_TEST(score() == 53);
    apply(PeerEvent::timed_out);
    BOOST_TEST(score() == 43);
    apply(PeerEvent::sent_bad_data, 100);
    BOOST_TEST(score() == 43);
    BOOST_TEST((apply(PeerEvent::sent_garbage) == ScoreAction::ban));
}

BOOST_AUTO_TEST_SUITE_END()
