#include <plugins/nodestore/node_book.hpp>

#include <boost/test/unit_test.hpp>
#include <set>

using namespace plexus;
using namespace plexus::nodestore;
using namespace std::chrono_literals;

namespace {

const WallTime noon = WallTime{} + 400'000h;

net::NodeUpdate news_of(std::uint16_t number, WallTime seen = noon,
                        std::optional<std::int32_t> value = {}) {
    net::NodeUpdate news;
    news.node.id.bytes[0] = static_cast<std::uint8_t>(number >> 8);
    news.node.id.bytes[1] = static_cast<std::uint8_t>(number);
    news.node.set({asio::ip::make_address("52.1.1.1"), 30303, 30303});
    news.source = "discv4";
    news.at = seen;
    news.responded = true;
    news.value = value;
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
};

net::NodeRecordPtr record(std::uint64_t sequence) {
    auto made = std::make_shared<net::NodeRecord>();
    made->sequence = sequence;
    return made;
}

}  // namespace

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

BOOST_AUTO_TEST_CASE(a_banned_node_is_left_out_until_the_ban_ends) {
    net::NodeUpdate ban = news_of(1);
    ban.banned_until = noon + 1h;
    book.update(ban);
    net::NodeQuery all = query(10);
    all.banned = true;

    BOOST_TEST(book.select(query(10), noon).empty());
    BOOST_TEST(book.select(all, noon).size() == 1U);
    BOOST_TEST(book.select(query(10), noon + 1h).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_node_unheard_of_for_five_days_is_forgotten) {
    book.update(news_of(1, noon - 5 * 24h));
    book.update(news_of(2, noon - 5 * 24h - 1s));
    net::NodeUpdate banned = news_of(3, noon - 10 * 24h);
    banned.banned_until = noon + 1h;
    book.update(banned);

    book.forget_old(noon);

    BOOST_TEST(book.find(id_of(1)).has_value());
    BOOST_TEST(!book.find(id_of(2)).has_value());
    BOOST_TEST(book.find(id_of(3)).has_value());
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

BOOST_AUTO_TEST_CASE(at_the_bound_the_worst_node_goes) {
    book.update(news_of(0, noon, -5));
    for (std::uint16_t number = 1; number <= NodeBook::capacity; ++number) {
        book.update(news_of(number));
    }

    BOOST_TEST(book.size() == NodeBook::capacity);
    BOOST_TEST(!book.find(id_of(0)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
