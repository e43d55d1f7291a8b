#include <boost/test/unit_test.hpp>

#include <kit/testing/loop.hpp>
#include <plugins/peers/pool/peer_table.hpp>

using namespace plexus;
using namespace plexus::peers;
using namespace std::chrono_literals;
using net::Direction;
using net::RefusalCause;

BOOST_AUTO_TEST_SUITE(peer_table)

namespace {

net::NodeId id(std::uint8_t first) {
    net::NodeId result;
    result.bytes[0] = first;
    return result;
}

asio::ip::address ip(const char* text) { return asio::ip::make_address(text); }

const net::NodeId self = id(100);
constexpr SteadyTime now{1h};

/// Lists whose bans end in driven time.
struct Lists {
    testing::Loop loop;
    std::shared_ptr<AccessLists> access = std::make_shared<AccessLists>(self, loop.clock());
};

PeerTable table_of(const net::NodeId& owner) {
    static const Lists empty;
    return {owner, empty.access};
}

/// Three slots: two may be taken by inbound peers, one is sure for a dialled one.
PeerTable three_slots() {
    PeerTable peer_table = table_of(self);
    peer_table.set_limits({3, 2, 1});
    return peer_table;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_stranger_gets_a_free_slot) {
    const PeerTable peer_table = three_slots();

    const PeerTable::Judgement judgement = peer_table.judge(id(1), Direction::inbound, now);

    BOOST_TEST(!judgement.refusal.has_value());
    BOOST_TEST(!judgement.replaces.has_value());
}

BOOST_AUTO_TEST_CASE(we_do_not_sit_with_ourselves) {
    BOOST_TEST((three_slots().judge(self, Direction::inbound, now).refusal ==
                RefusalCause::connected_to_self));
}

BOOST_AUTO_TEST_CASE(a_peer_has_one_slot) {
    PeerTable peer_table = three_slots();
    peer_table.occupy(id(1), {Direction::inbound, now, 0});

    BOOST_TEST((peer_table.judge(id(1), Direction::inbound, now).refusal ==
                RefusalCause::already_connected));
}

BOOST_AUTO_TEST_CASE(of_two_crossing_connections_the_one_dialled_by_the_smaller_id_stays) {
    PeerTable smaller = table_of(id(1));
    PeerTable larger = table_of(id(2));
    smaller.occupy(id(2), {Direction::inbound, now, 0});
    larger.occupy(id(1), {Direction::outbound, now, 0});

    const auto at_smaller = smaller.judge(id(2), Direction::outbound, now + 1s);
    const auto at_larger = larger.judge(id(1), Direction::inbound, now + 1s);

    BOOST_TEST((at_smaller.replaces == id(2)));
    BOOST_TEST((at_larger.replaces == id(1)));
}

BOOST_AUTO_TEST_CASE(of_two_crossing_connections_the_other_one_is_refused) {
    PeerTable smaller = table_of(id(1));
    PeerTable larger = table_of(id(2));
    smaller.occupy(id(2), {Direction::outbound, now, 0});
    larger.occupy(id(1), {Direction::inbound, now, 0});

    const auto at_smaller = smaller.judge(id(2), Direction::inbound, now + 1s);
    const auto at_larger = larger.judge(id(1), Direction::outbound, now + 1s);

    BOOST_TEST((at_smaller.refusal == RefusalCause::already_connected));
    BOOST_TEST((at_larger.refusal == RefusalCause::already_connected));
}

BOOST_AUTO_TEST_CASE(a_connection_that_has_lasted_is_not_replaced) {
    PeerTable peer_table = table_of(id(1));
    peer_table.occupy(id(2), {Direction::inbound, now, 0});

    BOOST_TEST((peer_table.judge(id(2), Direction::outbound, now + 20s).refusal ==
                RefusalCause::already_connected));
}

BOOST_AUTO_TEST_CASE(inbound_peers_do_not_get_all_slots) {
    PeerTable peer_table = three_slots();
    peer_table.occupy(id(1), {Direction::inbound, now, 0});
    peer_table.occupy(id(2), {Direction::inbound, now, 0});

    BOOST_TEST(
        (peer_table.judge(id(3), Direction::inbound, now).refusal == RefusalCause::too_many_peers));
    BOOST_TEST(!peer_table.judge(id(3), Direction::outbound, now).refusal.has_value());
}

BOOST_AUTO_TEST_CASE(an_inbound_peer_takes_the_slot_of_the_worst_dialled_one_in_excess) {
    PeerTable peer_table = three_slots();
    peer_table.occupy(id(1), {Direction::outbound, now, 5});
    peer_table.occupy(id(2), {Direction::outbound, now, 3});
    peer_table.occupy(id(3), {Direction::outbound, now, 4});

    BOOST_TEST((peer_table.judge(id(4), Direction::inbound, now).replaces == id(2)));
    BOOST_TEST((peer_table.judge(id(4), Direction::outbound, now).refusal ==
                RefusalCause::too_many_peers));
}

BOOST_AUTO_TEST_CASE(the_last_dialled_peers_are_not_pushed_out) {
    PeerTable peer_table = table_of(self);
    peer_table.set_limits({2, 2, 1});
    peer_table.occupy(id(1), {Direction::outbound, now, 0});
    peer_table.occupy(id(2), {Direction::inbound, now, 0});

    BOOST_TEST(
        (peer_table.judge(id(3), Direction::inbound, now).refusal == RefusalCause::too_many_peers));
}

BOOST_AUTO_TEST_CASE(static_and_trusted_nodes_find_a_slot_when_there_is_none) {
    const Lists lists;
    PeerTable peer_table(self, lists.access);
    peer_table.set_limits({0, 0, 0});
    net::Node trusted;
    trusted.id = id(1);
    BOOST_TEST(lists.access->trust(trusted).has_value());

    BOOST_TEST(!peer_table.judge(id(1), Direction::inbound, now).refusal.has_value());
    BOOST_TEST(
        (peer_table.judge(id(2), Direction::inbound, now).refusal == RefusalCause::too_many_peers));
}

BOOST_AUTO_TEST_CASE(who_is_banned_gets_no_slot) {
    const Lists lists;
    const PeerTable peer_table(self, lists.access);
    net::Ban ban;
    ban.target = id(1);
    BOOST_TEST(lists.access->ban(ban).has_value());

    BOOST_TEST((peer_table.judge(id(1), Direction::inbound, now).refusal == RefusalCause::banned));
    BOOST_TEST(!peer_table.judge(id(2), Direction::inbound, now).refusal.has_value());
}

BOOST_AUTO_TEST_CASE(a_closed_peer_table_refuses_every_connection) {
    PeerTable peer_table = three_slots();
    peer_table.close();

    BOOST_TEST(
        (peer_table.judge(id(1), Direction::outbound, now).refusal == RefusalCause::stopping));
}

BOOST_AUTO_TEST_CASE(one_peer_is_dialled_in_a_wide_network) {
    PeerTable peer_table = table_of(self);
    peer_table.occupy(id(1), {Direction::outbound, now, 0, ip("8.8.1.1")});
    peer_table.occupy(id(2), {Direction::outbound, now, 0, ip("2a00:1:1::1")});

    BOOST_TEST((peer_table.judge(id(3), Direction::outbound, now, ip("8.8.2.2")).refusal ==
                RefusalCause::too_many_from_network));
    BOOST_TEST((peer_table.judge(id(3), Direction::outbound, now, ip("2a00:1:2::1")).refusal ==
                RefusalCause::too_many_from_network));
    BOOST_TEST(!peer_table.judge(id(3), Direction::outbound, now, ip("8.9.1.1")).refusal);
    BOOST_TEST(!peer_table.judge(id(3), Direction::inbound, now, ip("8.8.1.1")).refusal);
}

BOOST_AUTO_TEST_CASE(a_narrow_network_has_two_peers_and_a_local_one_any_number) {
    PeerTable peer_table = table_of(self);
    for (std::uint8_t number = 1; number <= 3; ++number) {
        peer_table.occupy(id(number), {Direction::inbound, now, 0, ip("10.0.0.1")});
    }
    peer_table.occupy(id(4), {Direction::inbound, now, 0, ip("8.8.1.1")});
    peer_table.occupy(id(5), {Direction::inbound, now, 0, ip("8.8.1.2")});

    BOOST_TEST(!peer_table.judge(id(6), Direction::outbound, now, ip("10.0.0.2")).refusal);
    BOOST_TEST((peer_table.judge(id(6), Direction::inbound, now, ip("8.8.1.3")).refusal ==
                RefusalCause::too_many_from_network));
    peer_table.set_limits({50, 34, 16, false});
    BOOST_TEST(!peer_table.judge(id(6), Direction::inbound, now, ip("8.8.1.3")).refusal);
}

BOOST_AUTO_TEST_CASE(of_equal_dialled_peers_the_last_one_makes_room) {
    PeerTable peer_table = three_slots();
    peer_table.occupy(id(1), {Direction::outbound, now, 0});
    peer_table.occupy(id(2), {Direction::outbound, now + 2s, 0});
    peer_table.occupy(id(3), {Direction::outbound, now + 1s, 0});

    BOOST_TEST((peer_table.judge(id(4), Direction::inbound, now + 3s).replaces == id(2)));
}

BOOST_AUTO_TEST_CASE(a_full_table_lets_a_newcomer_in_for_an_unprotected_peer_now_and_then) {
    PeerTable peer_table = table_of(self);
    peer_table.set_limits({50, 34, 16});
    for (std::uint8_t number = 0; number < 34; ++number) {
        const asio::ip::address at = asio::ip::address_v4{{9, number, 1, 1}};
        peer_table.occupy(id(number), {Direction::inbound, now + 1s * number, 0, at});
    }
    const SteadyTime later = now + 1min;

    const PeerTable::Judgement first =
        peer_table.judge(id(200), Direction::inbound, later, ip("8.8.1.1"));
    BOOST_REQUIRE(first.replaces.has_value());
    BOOST_TEST(first.evicts);

    peer_table.release(*first.replaces);
    peer_table.occupy(id(200), {Direction::inbound, later, 0, ip("8.8.1.1")});
    peer_table.evicted(ip("8.8.1.1"), later);
    BOOST_TEST((peer_table.judge(id(201), Direction::inbound, later + 29s, ip("8.9.1.1")).refusal ==
                RefusalCause::too_many_peers));
    BOOST_TEST(peer_table.judge(id(201), Direction::inbound, later + 30s, ip("8.9.1.1")).evicts);
    const asio::ip::address neighbour = ip("8.8.1.2");
    BOOST_TEST((peer_table.judge(id(202), Direction::inbound, later + 59min, neighbour).refusal ==
                RefusalCause::too_many_peers));
    BOOST_TEST(peer_table.judge(id(202), Direction::inbound, later + 1h, neighbour).evicts);
}

BOOST_AUTO_TEST_CASE(whoever_showed_news_or_is_trusted_is_not_evicted) {
    Lists lists;
    PeerTable peer_table{self, lists.access};
    peer_table.set_limits({50, 34, 16});
    for (std::uint8_t number = 0; number < 34; ++number) {
        const asio::ip::address at = asio::ip::address_v4{{9, number, 1, 1}};
        peer_table.occupy(id(number), {Direction::inbound, now + 1s * number, 0, at});
    }
    peer_table.note_first_shown(id(33), "NewBlock", now);
    net::Node trusted;
    trusted.id = id(32);
    BOOST_REQUIRE(lists.access->trust(trusted));

    for (int i = 0; i < 34; ++i) {
        const auto judgement =
            peer_table.judge(id(200), Direction::inbound, now + 1min, ip("8.8.1.1"));
        if (!judgement.replaces) break;
        BOOST_TEST((*judgement.replaces != id(33)));
        BOOST_TEST((*judgement.replaces != id(32)));
        peer_table.release(*judgement.replaces);
        peer_table.occupy(*judgement.replaces, {Direction::inbound, now, 100, ip("7.7.7.7")});
    }
}

BOOST_AUTO_TEST_CASE(a_peer_that_is_never_of_use_does_not_keep_its_slot) {
    PeerTable peer_table = three_slots();
    for (std::uint8_t number = 1; number <= 3; ++number) {
        peer_table.occupy(id(number), {Direction::outbound, now, 0});
    }
    peer_table.note_use(id(1), now + 5min);
    peer_table.note_use(id(3), now + 5min);
    BOOST_TEST(!peer_table.idle(now + 9min).has_value());
    BOOST_TEST((peer_table.idle(now + 10min) == id(2)));
}

BOOST_AUTO_TEST_CASE(silent_peers_do_not_keep_their_slots_because_they_are_most) {
    PeerTable peer_table = three_slots();
    for (std::uint8_t number = 1; number <= 3; ++number) {
        peer_table.occupy(id(number), {Direction::inbound, now, 0});
    }
    peer_table.note_use(id(1), now + 9min);
    BOOST_TEST(!peer_table.idle(now + 10min - 1s).has_value());
    BOOST_TEST(peer_table.idle(now + 10min).has_value());

    peer_table.idle_left(now + 10min);

    BOOST_TEST(!peer_table.idle(now + 11min - 1s).has_value());
    BOOST_TEST(peer_table.idle(now + 11min).has_value());
    peer_table.release(id(2));
    BOOST_TEST(!peer_table.idle(now + 11min).has_value());  // half is of use, and there is room
}

BOOST_AUTO_TEST_CASE(while_nobody_is_of_use_fewer_and_fewer_leave) {
    PeerTable peer_table = three_slots();
    for (std::uint8_t number = 1; number <= 3; ++number) {
        peer_table.occupy(id(number), {Direction::inbound, now, 0});
    }
    std::vector<std::int64_t> pauses;
    SteadyTime last = now;
    for (SteadyTime later = now; later < now + 3h; later += 1min) {
        if (!peer_table.idle(later)) continue;
        peer_table.idle_left(later);
        pauses.push_back((later - last) / 1min);
        last = later;
    }

    BOOST_TEST((pauses == std::vector<std::int64_t>{10, 2, 4, 8, 16, 32, 32, 32, 32}));
}

BOOST_AUTO_TEST_CASE(one_that_is_first_with_everything_does_not_cost_all_others_their_slots) {
    PeerTable peer_table = table_of(self);
    peer_table.set_limits({.most = 40, .most_inbound = 30, .sure_dialled = 10});
    for (std::uint8_t number = 1; number <= 40; ++number) {
        peer_table.occupy(id(number), {Direction::inbound, now + std::chrono::seconds{number}, 0});
    }
    SteadyTime later = now;
    for (std::uint8_t newcomer = 41; newcomer < 240; ++newcomer) {
        later += 1min;
        peer_table.note_use(id(40), later);
        const auto leaves = peer_table.idle(later);
        if (!leaves) continue;
        peer_table.release(*leaves);
        peer_table.idle_left(later);
        peer_table.occupy(id(newcomer), {Direction::inbound, later, 0});
    }

    BOOST_TEST(peer_table.has_slot(id(40)));
    for (std::uint8_t number = 1; number <= protected_by_class; ++number) {
        BOOST_TEST(peer_table.has_slot(id(number)));
    }
}

BOOST_AUTO_TEST_CASE(
    while_there_is_room_a_dialled_peer_may_be_idle_for_longer_and_others_for_ever) {
    PeerTable peer_table = three_slots();
    peer_table.occupy(id(1), {Direction::outbound, now, 0});
    peer_table.occupy(id(2), {Direction::outbound, now, 0});
    peer_table.note_use(id(1), now + 20min);

    BOOST_TEST(!peer_table.idle(now + 29min).has_value());
    BOOST_TEST((peer_table.idle(now + 30min) == id(2)));

    peer_table.occupy(id(2), {Direction::inbound, now, 0});
    BOOST_TEST(!peer_table.idle(now + 30min).has_value());
}

BOOST_AUTO_TEST_CASE(a_full_table_rotates_a_dialled_peer_that_nothing_protects) {
    PeerTable peer_table = three_slots();
    peer_table.occupy(id(1), {Direction::inbound, now, 0});
    peer_table.occupy(id(2), {Direction::outbound, now, 0});
    BOOST_TEST(!peer_table.rotated(now + 1h, 0).has_value());  // there is room

    peer_table.occupy(id(3), {Direction::inbound, now, 0});

    BOOST_TEST(!peer_table.rotated(now + 9min, 0).has_value());
    BOOST_TEST((peer_table.rotated(now + 10min, 0) == id(2)));
}

BOOST_AUTO_TEST_SUITE_END()
