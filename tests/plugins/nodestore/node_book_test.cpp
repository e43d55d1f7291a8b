#include <plugins/nodestore/node_book.hpp>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>
#include <vector>

#include <plugins/nodestore/contests.hpp>
#include <plugins/nodestore/draw.hpp>

using namespace plexus;
using namespace plexus::nodestore;
using namespace std::chrono_literals;

namespace node_book {
namespace {

const WallTime noon = WallTime{} + 400'000h;

net::NodeUpdate news_of(std::uint16_t number, WallTime seen = noon,
                        std::optional<std::int32_t> value = {}) {
    net::NodeUpdate news;
    news.node.id.bytes[0] = static_cast<std::uint8_t>(number >> 8);
    news.node.id.bytes[1] = static_cast<std::uint8_t>(number);
    const std::uint32_t network = (52U << 24U) + (std::uint32_t{number} << 16U);
    news.node.set({asio::ip::address_v4{network + 0x0101U}, 30303, 30303});
    news.source = "discv4";
    news.at = seen;
    news.responded = true;
    news.value = value;
    return news;
}

/// A node of an attacker, whose ids are all in one network.
net::NodeUpdate hostile(std::uint16_t number, WallTime seen = noon) {
    net::NodeUpdate news = news_of(number, seen);
    news.node.set({asio::ip::address_v4{(99U << 24U) + number}, 30303, 30303});
    return news;
}

net::NodeUpdate peer(std::uint16_t number) {
    net::NodeUpdate news = news_of(number);
    news.dialled = net::DialOutcome::connected;
    return news;
}

net::NodeId id_of(std::uint16_t number) { return news_of(number).node.id; }

net::NodeQuery query(std::size_t count) {
    net::NodeQuery wanted;
    wanted.count = count;
    return wanted;
}

struct Fixture {
    NodeBook book;

    net::NodeEntry only() { return book.select(query(1), noon).at(0); }

    /// A node of the attacker's network becomes a peer.
    void meet(std::uint16_t number, WallTime at) {
        net::NodeUpdate met = hostile(number, at);
        met.dialled = net::DialOutcome::connected;
        book.update(met);
    }

    /// So many of them do that all buckets of their network are full.
    void crowd(WallTime at) {
        for (std::uint16_t number = 1; number < 3000; ++number) meet(number, at);
    }

    bool is_tried(std::uint16_t number) const {
        const auto tried = book.contents().tried;
        return std::ranges::any_of(
            tried, [&](const auto& entry) { return entry.node.id == id_of(number); });
    }

    std::vector<net::NodeEntry> contested(WallTime now) const {
        net::NodeQuery wanted = query(100);
        wanted.order = net::NodeQuery::Order::contested;
        return book.select(wanted, now);
    }
};

net::NodeRecordPtr record(std::uint64_t sequence) {
    auto made = std::make_shared<net::NodeRecord>();
    made->sequence = sequence;
    return made;
}

}  // namespace
}  // namespace node_book

BOOST_FIXTURE_TEST_SUITE(node_book, Fixture)

BOOST_AUTO_TEST_CASE(well_scored_nodes_come_first_and_then_those_seen_last) {
    book.update(news_of(1, noon - 2h));
    book.update(news_of(2, noon - 1h));
    book.update(news_of(3, noon - 3h, 50));

    const std::vector<net::NodeEntry> best = book.select(query(2), noon);

    BOOST_REQUIRE(best.size() == 2U);
    BOOST_TEST((best[0].node.id == id_of(3)));
    BOOST_TEST((best[1].node.id == id_of(2)));
}

BOOST_AUTO_TEST_CASE(nodes_not_seen_since_a_time_are_left_out) {
    book.update(news_of(1, noon - 2h));
    book.update(news_of(2, noon - 1h));
    net::NodeQuery recent = query(10);
    recent.seen_since = noon - 1h;

    BOOST_TEST(book.select(recent, noon).size() == 1U);
}

BOOST_AUTO_TEST_CASE(chance_chooses_among_all_and_none_twice) {
    for (std::uint16_t number = 0; number < 50; ++number) book.update(news_of(number));
    net::NodeQuery random = query(20);
    random.order = net::NodeQuery::Order::random;

    std::set<net::NodeId> seen;
    for (int round = 0; round < 100; ++round) {
        std::set<net::NodeId> chosen;
        for (const net::NodeEntry& entry : book.select(random, noon)) chosen.insert(entry.node.id);
        BOOST_REQUIRE(chosen.size() == 20U);
        seen.merge(chosen);
    }
    BOOST_TEST(seen.size() == 50U);
}

BOOST_AUTO_TEST_CASE(a_node_unheard_of_for_five_days_is_forgotten) {
    book.update(news_of(1, noon - 5 * 24h));
    book.update(news_of(2, noon - 5 * 24h - 1s));
    for (std::uint16_t other = 1000; other < 1400; ++other) book.update(news_of(other));
    BOOST_REQUIRE(book.size() > 2 * NodeBook::least_kept - 100);

    book.forget_old(noon);

    BOOST_TEST(book.find(id_of(1)).has_value());
    BOOST_TEST(!book.find(id_of(2)).has_value());
}

BOOST_AUTO_TEST_CASE(the_youngest_of_old_nodes_stay_when_there_are_no_others) {
    for (std::uint16_t other = 1; other <= 300; ++other) {
        book.update(news_of(other, noon - 10 * 24h - std::chrono::minutes{other}));
    }

    book.forget_old(noon);

    BOOST_TEST(book.size() == NodeBook::least_kept);
    BOOST_TEST(book.find(id_of(1)).has_value());
    BOOST_TEST(!book.find(id_of(300)).has_value());
}

BOOST_AUTO_TEST_CASE(older_news_do_not_replace_newer_ones) {
    book.update(news_of(1, noon));
    net::NodeUpdate older = news_of(1, noon - 1h);
    older.node.ip4.tcp_port = 1;
    older.node.set({asio::ip::make_address("2a00::1"), 2, 2});

    book.update(older);

    BOOST_TEST(only().node.ip4.tcp_port == 30303);
    BOOST_TEST(only().node.ip6.tcp_port == 2);
    BOOST_TEST((only().last_seen == noon));
}

BOOST_AUTO_TEST_CASE(what_is_not_told_stays_as_it_is_known) {
    book.update(news_of(1, noon - 1h, 70));
    net::NodeUpdate later = news_of(1, noon);
    later.source = "dns";
    book.update(later);

    BOOST_TEST(only().value == 70);
    BOOST_TEST(only().source == "discv4");
    BOOST_TEST((only().first_seen == noon - 1h));
    BOOST_TEST((only().last_seen == noon));
}

BOOST_AUTO_TEST_CASE(the_record_with_the_higher_number_stays) {
    net::NodeUpdate first = news_of(1);
    first.node.record = record(5);
    net::NodeUpdate older = news_of(1);
    older.node.record = record(4);
    book.update(first);
    book.update(older);
    book.update(news_of(1));

    BOOST_TEST(only().node.record->sequence == 5U);
}

BOOST_AUTO_TEST_CASE(failures_are_counted_until_a_success) {
    net::NodeUpdate failed = news_of(1, noon - 1h);
    failed.responded = false;
    failed.dialled = net::DialOutcome::unreachable;
    book.update(failed);
    book.update(failed);

    BOOST_TEST(only().failures == 2U);
    BOOST_TEST((only().outcome == net::DialOutcome::unreachable));
    BOOST_TEST((only().last_tried == noon - 1h));
    BOOST_TEST((only().last_seen == WallTime{}));

    failed.dialled = net::DialOutcome::refused;  // it lives, and has no room
    book.update(failed);
    BOOST_TEST(only().failures == 2U);

    failed.dialled = net::DialOutcome::connected;
    book.update(failed);
    BOOST_TEST(only().failures == 0U);
}

BOOST_AUTO_TEST_CASE(a_removed_node_is_gone) {
    book.update(news_of(1));
    book.remove(id_of(1));

    BOOST_TEST(book.select(query(10), noon).empty());
}

BOOST_AUTO_TEST_CASE(a_network_that_makes_many_ids_displaces_nobody_but_itself) {
    for (std::uint16_t number = 0; number < 100; ++number) book.update(news_of(number));
    const std::size_t before = book.size();

    for (std::uint16_t number = 1000; number < 6000; ++number) book.update(hostile(number));

    BOOST_TEST(book.size() <= before + Buckets::fresh_places);
    std::size_t left = 0;
    for (std::uint16_t number = 0; number < 100; ++number) {
        left += book.find(id_of(number)) ? 1U : 0U;
    }
    // Those in the same bucket may have left.
    BOOST_TEST(left >= 95U);
}

BOOST_AUTO_TEST_CASE(in_a_full_bucket_chance_decides_who_goes) {
    for (std::uint16_t number = 1000; number < 6000; ++number) book.update(hostile(number));

    std::size_t early = 0;
    for (std::uint16_t number = 1000; number < 5900; ++number) {
        early += book.find(id_of(number)) ? 1U : 0U;
    }
    // The last hundred alone would mean that the oldest goes, none of them that the newest does.
    BOOST_TEST(book.size() == Buckets::fresh_places);
    BOOST_TEST(book.find(id_of(5999)).has_value());
    BOOST_TEST(early < Buckets::fresh_places);
}

BOOST_AUTO_TEST_CASE(what_was_only_heard_of_displaces_no_node_that_was_a_peer) {
    for (std::uint16_t number = 0; number < 30; ++number) book.update(peer(number));

    for (std::uint32_t number = 100; number < 60'000; ++number) {
        book.update(news_of(static_cast<std::uint16_t>(number)));
    }

    for (std::uint16_t number = 0; number < 30; ++number) {
        BOOST_TEST(book.find(id_of(number)).has_value());
    }
    BOOST_TEST(book.size() <= NodeBook::capacity);
    BOOST_TEST(book.contents().tried.size() == 30U);
}

BOOST_AUTO_TEST_CASE(peers_of_one_network_share_the_places_of_tried_nodes_that_it_has) {
    for (std::uint16_t number = 0; number < 5000; ++number) {
        net::NodeUpdate met = hostile(number);
        met.dialled = net::DialOutcome::connected;
        book.update(met);
    }

    BOOST_TEST(book.contents().tried.size() <=
               Buckets::tried_buckets_of_network * Buckets::tried_places);
}

BOOST_AUTO_TEST_CASE(a_tried_node_that_works_keeps_its_place_against_all_that_come) {
    meet(0, noon);
    crowd(noon + 1h);

    BOOST_TEST(is_tried(0));
    BOOST_TEST(contested(noon + 1h).empty());
}

BOOST_AUTO_TEST_CASE(a_tried_node_is_dialled_before_a_newer_one_gets_its_place) {
    meet(0, noon);
    crowd(noon + 1h);
    meet(7000, noon + 6h);

    const std::vector<net::NodeEntry> holders = contested(noon + 6h);
    BOOST_REQUIRE(holders.size() == 1U);
    BOOST_TEST(!is_tried(7000));

    net::NodeUpdate dialled;
    dialled.node = holders[0].node;
    dialled.at = noon + 6h + 2min;
    dialled.dialled = net::DialOutcome::unreachable;
    book.update(dialled);

    BOOST_TEST(!book.find(dialled.node.id).has_value());
    BOOST_TEST(is_tried(7000));
    BOOST_TEST(contested(noon + 6h + 2min).empty());
}

BOOST_AUTO_TEST_CASE(a_tried_node_that_lives_or_was_not_dialled_keeps_its_place) {
    crowd(noon);
    meet(7000, noon + 6h);
    net::NodeUpdate dialled;
    dialled.node = contested(noon + 6h).at(0).node;
    dialled.at = noon + 6h;
    dialled.responded = true;
    dialled.dialled = net::DialOutcome::refused;
    book.update(dialled);

    BOOST_TEST(book.find(dialled.node.id).has_value());
    BOOST_TEST(!is_tried(7000));
    BOOST_TEST(contested(noon + 6h).empty());

    meet(7000, noon + 7h);
    BOOST_TEST(contested(noon + 7h + 40min).size() == 1U);
    BOOST_TEST(contested(noon + 7h + 41min).empty());
}

BOOST_AUTO_TEST_CASE(a_tried_node_that_was_not_seen_for_five_days_leaves_undialled) {
    crowd(noon);
    meet(7000, noon + 5 * 24h + 1h);

    BOOST_TEST(is_tried(7000));
}

BOOST_AUTO_TEST_CASE(no_more_are_contested_than_ten) {
    Contests contests;
    for (std::uint16_t number = 0; number < 100; ++number) {
        contests.begin(id_of(number), id_of(static_cast<std::uint16_t>(number + 1000)), noon);
    }

    BOOST_TEST(contests.holders(noon).size() == Contests::capacity);
    BOOST_TEST((contests.end(id_of(1000)) == id_of(0)));
    BOOST_TEST(!contests.end(id_of(1000)).has_value());
}

BOOST_AUTO_TEST_CASE(contests_are_few_and_end_with_the_nodes_they_are_of) {
    crowd(noon);
    for (std::uint16_t number = 7000; number < 7100; ++number) meet(number, noon + 6h);

    // Each bucket of the network has one worst node; chance may make two of its buckets one.
    BOOST_TEST(contested(noon + 6h).size() > 1U);
    BOOST_TEST(contested(noon + 6h).size() <= Buckets::tried_buckets_of_network);
    for (std::uint16_t number = 7000; number < 7100; ++number) book.remove(id_of(number));
    BOOST_TEST(contested(noon + 6h).empty());
}

BOOST_AUTO_TEST_CASE(half_of_what_is_drawn_were_peers_however_many_others_there_are) {
    for (std::uint16_t number = 0; number < 64; ++number) book.update(peer(number));
    for (std::uint16_t number = 100; number < 4100; ++number) book.update(news_of(number));
    net::NodeQuery random = query(1);
    random.order = net::NodeQuery::Order::random;

    int peers = 0;
    for (int i = 0; i < 400; ++i) {
        const net::NodeEntry drawn = book.select(random, noon + 1h).at(0);
        peers += drawn.outcome == net::DialOutcome::connected ? 1 : 0;
    }

    BOOST_TEST(peers > 140);
    BOOST_TEST(peers < 260);
}

BOOST_AUTO_TEST_CASE(what_failed_or_was_just_tried_is_drawn_rarely) {
    net::NodeEntry entry;
    BOOST_TEST(chance_of(entry, noon) == 1.0);

    entry.failures = 3;
    entry.outcome = net::DialOutcome::unreachable;
    BOOST_TEST(chance_of(entry, noon) < 0.3);

    entry.last_tried = noon - 9min;
    BOOST_TEST(chance_of(entry, noon) < 0.003);

    entry.failures = 0;
    entry.outcome = net::DialOutcome::connected;  // until the last moment
    BOOST_TEST(chance_of(entry, noon) == 1.0);
}

BOOST_AUTO_TEST_CASE(the_secret_decides_which_nodes_share_a_bucket) {
    const auto buckets_used = [](std::uint8_t secret) {
        Secret made;
        made.bytes.fill(secret);
        const Buckets buckets(made);
        std::vector<Buckets::Number> used;
        for (std::uint16_t number = 0; number < 16; ++number) {
            net::NodeEntry entry;
            entry.node = news_of(number).node;
            used.push_back(buckets.bucket_of(entry, Table::fresh));
        }
        return used;
    };

    BOOST_TEST((buckets_used(1) == buckets_used(1)));
    BOOST_TEST((buckets_used(1) != buckets_used(2)));
}

BOOST_AUTO_TEST_CASE(a_node_that_lives_and_shows_no_more_has_no_outcome_and_no_failure) {
    net::NodeUpdate felt = news_of(1);
    felt.dialled = net::DialOutcome::none;
    book.update(felt);

    BOOST_TEST((only().last_tried == noon));
    BOOST_TEST(only().failures == 0U);
    BOOST_TEST((only().outcome == net::DialOutcome::none));
}

BOOST_AUTO_TEST_CASE(a_node_that_failed_ten_times_is_forgotten_sooner) {
    net::NodeUpdate failed = news_of(1, noon - 72h);
    book.update(failed);
    failed.responded = false;
    failed.at = noon;
    failed.dialled = net::DialOutcome::unreachable;
    for (int i = 0; i < 9; ++i) book.update(failed);
    book.forget_old(noon);
    BOOST_TEST(book.size() == 1U);

    book.update(failed);
    book.forget_old(noon);

    BOOST_TEST(book.size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
