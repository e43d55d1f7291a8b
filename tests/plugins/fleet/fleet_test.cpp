#include <boost/test/unit_test.hpp>
#include <memory>
#include <optional>

#include <api/async/task_scope.hpp>
#include <api/async/within.hpp>
#include <kit/testing/fake_peer.hpp>
#include <kit/testing/fake_peer_pool.hpp>
#include <kit/testing/fake_runtime.hpp>
#include <kit/testing/log_capture.hpp>
#include <kit/testing/loop.hpp>
#include <plugins/fleet/fleet.hpp>

#include "things.hpp"

using namespace plexus;
using namespace plexus::testing;
using namespace std::chrono_literals;
using fleet::Fleet;
using net::Reason;

namespace {

constexpr Duration expiry = 10s;
constexpr Duration moment = 500ms;

/// One node of a fleet, with a pool that has the peers it is told to have.
class Member {
public:
    Member(Loop& loop, FakeBus::Wire& wire, std::uint8_t number)
        : id(node_id(number)), loop_(loop), bus_(wire), runtime_(loop) {
        fleet = std::make_shared<Fleet>(
            Fleet::Context{loop.executor(), pool, runtime_, metrics, make_logger("fleet"), id},
            bus_, expiry);
        loop.run(fleet->start());
        tasks_ = std::make_unique<TaskScope>(loop.executor());
        tasks_->spawn("fleet", fleet->run());
        loop.advance(moment);
    }
    ~Member() {
        if (tasks_) kill();
    }
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    /// A peer of that number joins.
    std::shared_ptr<FakePeer> join(std::uint8_t number,
                                   net::Direction direction = net::Direction::outbound) {
        net::Node node(node_id(number), claim(number).endpoint);
        auto peer = std::make_shared<FakePeer>(loop_, std::move(node), direction);
        pool.FakePeerPool::join(peer);
        return peer;
    }

    bool allows(std::uint8_t number) const { return fleet->allows(node_id(number)); }

    /// The peer that it should dial, if there is one by then.
    std::optional<net::NodeId> next(Duration limit) {
        const Result<net::Node> node = loop_.run(within(limit, fleet->next()));
        if (!node) return std::nullopt;
        return node->id;
    }

    /// As `kill -9`: nobody is told.
    void kill() {
        tasks_->cancel();
        loop_.run(tasks_->join());
        tasks_.reset();
        bus_.close();
    }

    void stop() {
        tasks_->cancel();
        loop_.run(tasks_->join());
        tasks_.reset();
        loop_.run(fleet->stop());
    }

    net::NodeId id;
    FakePeerPool pool;
    Metrics metrics;
    std::shared_ptr<Fleet> fleet;

private:
    Loop& loop_;
    FakeBus bus_;
    FakeRuntime runtime_;
    std::unique_ptr<TaskScope> tasks_;
};

struct World {
    LogCapture log;
    Loop loop;
    FakeBus::Wire wire;
    Member a{loop, wire, 0xa0};
    Member b{loop, wire, 0xb0};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fleet_of_nodes, World)

BOOST_AUTO_TEST_CASE(a_peer_of_one_is_not_allowed_at_the_other) {
    const auto peer = a.join(1);
    loop.advance(moment);
    BOOST_TEST(!b.allows(1));
    BOOST_TEST(a.allows(1));
    BOOST_TEST(b.allows(2));
    BOOST_TEST(b.metrics.value("plexus_fleet_others_peers") == 1);

    a.pool.leave(peer);
    loop.advance(moment);
    BOOST_TEST(b.allows(1));
}

BOOST_AUTO_TEST_CASE(members_are_no_peers_of_each_other) {
    BOOST_TEST(!a.allows(0xb0));
    BOOST_TEST(!b.allows(0xa0));
    const auto sibling = a.join(0xb0);
    loop.advance(expiry);
    BOOST_TEST((sibling->reason == Reason::too_many_peers));
}

BOOST_AUTO_TEST_CASE(one_that_comes_hears_of_all_peers_before_it_runs) {
    a.join(1);
    loop.advance(moment);
    const Member late(loop, wire, 0xc0);
    BOOST_TEST(!late.allows(1));
}

BOOST_AUTO_TEST_CASE(of_two_that_have_a_peer_the_one_that_had_it_first_keeps_it) {
    wire.up = false;
    const auto second = b.join(1);
    loop.advance(1s);
    const auto first = a.join(1);
    wire.up = true;
    loop.advance(expiry);
    BOOST_TEST(second->connected());
    BOOST_TEST((first->reason == Reason::too_many_peers));
    BOOST_TEST(a.metrics.value("plexus_fleet_yielded_peers_total") == 1);
}

BOOST_AUTO_TEST_CASE(of_two_at_one_moment_the_smaller_id_keeps_it) {
    const auto at_b = b.join(1);
    const auto at_a = a.join(1);
    loop.advance(expiry);
    BOOST_TEST(at_a->connected());
    BOOST_TEST((at_b->reason == Reason::too_many_peers));
}

BOOST_AUTO_TEST_CASE(a_static_peer_is_kept_whoever_has_it) {
    const auto at_a = a.join(1);
    loop.advance(1s);
    b.pool.kept.emplace_back(node_id(1), claim(1).endpoint);
    const auto at_b = b.join(1);
    loop.advance(expiry);
    BOOST_TEST(at_b->connected());
    BOOST_TEST((at_a->reason == Reason::too_many_peers));
}

BOOST_AUTO_TEST_CASE(a_peer_of_a_killed_member_is_dialled_by_one_of_the_others) {
    Member c(loop, wire, 0xc0);
    b.join(0xa1);  // nearest to a, then to b
    b.join(0xc1);
    loop.advance(moment);
    BOOST_TEST(!a.next(1s));
    b.kill();
    loop.advance(expiry + moment);
    BOOST_TEST((a.next(1ms) == node_id(0xa1)));
    BOOST_TEST((c.next(1ms) == node_id(0xc1)));
    a.join(0xa1);
    c.join(0xc1);
    loop.advance(1s);
    BOOST_TEST(!a.next(1min));
    BOOST_TEST(!c.next(1min));
    BOOST_TEST(!c.allows(0xa1));
}

BOOST_AUTO_TEST_CASE(if_the_first_heir_has_no_slot_the_next_one_dials) {
    Member c(loop, wire, 0xc0);
    b.join(0xa1);
    loop.advance(moment);
    b.kill();
    loop.advance(expiry + moment);
    BOOST_TEST((a.next(1ms) == node_id(0xa1)));
    BOOST_TEST((c.next(6s) == node_id(0xa1)));
}

BOOST_AUTO_TEST_CASE(a_member_that_stops_hands_its_peers_over_at_once) {
    const auto peer = b.join(1);
    loop.advance(moment);
    net::PeerLeft left{peer, Reason::client_quitting, net::Side::ours, {}};
    b.pool.tell(left);  // the pool ends its sessions at the same time
    loop.settle();
    b.stop();
    loop.advance(moment);
    BOOST_TEST(a.allows(1));
    BOOST_TEST((a.next(1ms) == node_id(1)));
}

BOOST_AUTO_TEST_CASE(a_member_that_was_killed_and_is_back_soon_has_lost_its_peers) {
    b.join(1);
    loop.advance(moment);
    b.kill();
    const Member again(loop, wire, 0xb0);
    BOOST_TEST(a.allows(1));
    BOOST_TEST((a.next(6s) == node_id(1)));
}

BOOST_AUTO_TEST_CASE(a_member_with_far_fewer_takes_a_peer_over) {
    std::vector<std::shared_ptr<FakePeer>> peers;
    for (std::uint8_t i = 1; i <= 6; ++i) peers.push_back(a.join(i));
    loop.advance(moment);
    const auto offered = b.next(3s);
    BOOST_TEST_REQUIRE(offered.has_value());
    const std::uint8_t number = offered->bytes[0];
    BOOST_TEST_REQUIRE((number >= 1 && number <= 6));
    BOOST_TEST(b.allows(number));
    BOOST_TEST(peers[number - 1U]->connected());  // until the other one has it

    const auto taken = b.join(number);
    loop.advance(moment);
    BOOST_TEST((peers[number - 1U]->reason == Reason::too_many_peers));
    BOOST_TEST(taken->connected());
    BOOST_TEST(a.metrics.value("plexus_fleet_handed_over_peers_total") == 1);
    a.pool.leave(peers[number - 1U]);
    loop.advance(expiry);
    BOOST_TEST(taken->connected());
    BOOST_TEST(!a.allows(number));
    BOOST_TEST(!b.next(1min));  // five and one is even enough
}

BOOST_AUTO_TEST_CASE(
    a_peer_that_is_taken_over_is_kept_though_a_third_member_has_it_at_that_moment) {
    Member c(loop, wire, 0xc0);
    std::vector<std::shared_ptr<FakePeer>> peers;
    for (std::uint8_t i = 1; i <= 6; ++i) peers.push_back(a.join(i));
    for (std::uint8_t i = 11; i <= 16; ++i) c.join(i);
    loop.advance(moment);
    std::optional<net::NodeId> offered = b.next(3s);
    while (offered && offered->bytes[0] > 6) offered = b.next(25s);  // one of c's
    BOOST_TEST_REQUIRE(offered.has_value());
    const std::uint8_t number = offered->bytes[0];
    const auto third = c.join(number);
    const auto taken = b.join(number);
    loop.advance(expiry);
    BOOST_TEST(taken->connected());
    BOOST_TEST((third->reason == Reason::too_many_peers));
    BOOST_TEST((peers[number - 1U]->reason == Reason::too_many_peers));
}

BOOST_AUTO_TEST_CASE(an_offer_that_is_withdrawn_ends_no_connection_but_the_later_one) {
    std::vector<std::shared_ptr<FakePeer>> peers;
    for (std::uint8_t i = 1; i <= 5; ++i) peers.push_back(a.join(i));
    loop.advance(moment);
    const auto offered = b.next(3s);
    BOOST_TEST_REQUIRE(offered.has_value());
    a.pool.leave(peers[offered->bytes[0] == 1 ? 1 : 0]);  // four are not far more than none
    loop.advance(Fleet::tick * 3);
    const auto late = b.join(offered->bytes[0]);
    loop.advance(expiry);
    BOOST_TEST((late->reason == Reason::too_many_peers));
    BOOST_TEST(peers[offered->bytes[0] - 1U]->connected());
}

BOOST_AUTO_TEST_CASE(peers_that_had_dialled_are_left_to_dial_again) {
    b.join(1, net::Direction::inbound);
    loop.advance(moment);
    b.kill();
    loop.advance(expiry + moment);
    BOOST_TEST(!a.next(1min));
    BOOST_TEST(a.allows(1));
}

BOOST_AUTO_TEST_CASE(without_the_bus_each_goes_on_alone_and_no_peer_is_an_orphan) {
    a.join(1);
    loop.advance(moment);
    BOOST_TEST(b.metrics.value("plexus_fleet_bus_up") == 1);
    wire.up = false;
    loop.advance(expiry - 1s);
    BOOST_TEST(!b.allows(1));
    loop.advance(2s);
    BOOST_TEST(b.allows(1));
    BOOST_TEST(b.metrics.value("plexus_fleet_bus_up") == 0);
    BOOST_TEST(log.count("the bus of the fleet is away") == 2U);
    BOOST_TEST(log.count("error=the wire is cut") == 2U);
    BOOST_TEST(!b.next(1min));

    wire.up = true;
    loop.advance(expiry);
    BOOST_TEST(!b.allows(1));
    BOOST_TEST(b.metrics.value("plexus_fleet_bus_up") == 1);
}

BOOST_AUTO_TEST_CASE(a_start_without_the_bus_takes_two_seconds) {
    wire.up = false;
    const Duration before = loop.elapsed();
    const Member alone(loop, wire, 0xc0);
    BOOST_TEST((loop.elapsed() - before <= Fleet::greeting_limit + moment + Fleet::tick));
    BOOST_TEST(alone.allows(1));
}

BOOST_AUTO_TEST_CASE(what_is_no_heartbeat_is_counted) {
    FakeBus::send(wire, Bytes{1, 2, 3});
    loop.advance(moment);
    BOOST_TEST(a.metrics.value("plexus_fleet_bad_heartbeats_total") == 1);
}

BOOST_AUTO_TEST_CASE(a_second_node_with_the_same_key_is_told) {
    FakeBus::send(wire, encode(heartbeat(0xa0)));
    loop.advance(moment);
    FakeBus::send(wire, encode(heartbeat(0xa0)));
    loop.advance(moment);
    BOOST_TEST(log.count("another node of the fleet has the key of this one") == 1U);
    BOOST_TEST(b.metrics.value("plexus_fleet_members") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
