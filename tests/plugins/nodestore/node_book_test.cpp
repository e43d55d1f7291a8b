#include <boost/test/unit_test.hpp>

#include <plugins/nodestore/node_book.hpp>

using namespace plexus;
using namespace plexus::nodestore;
using namespace std::chrono_literals;

namespace {

const WallTime noon = WallTime{} + 400'000h;

net::NodeEntry entry_of(std::uint16_t number, WallTime seen = noon, std::int32_t value = 0) {
    net::NodeEntry entry;
    entry.node.id.bytes[0] = static_cast<std::uint8_t>(number >> 8);
    entry.node.id.bytes[1] = static_cast<std::uint8_t>(number);
    entry.node.address = asio::ip::make_address("52.1.1.1");
    entry.node.tcp_port = entry.node.udp_port = 30303;
    entry.last_seen = seen;
    entry.value = value;
    return entry;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(node_book)

BOOST_AUTO_TEST_CASE(well_scored_nodes_come_first_and_then_those_seen_last) {
    NodeBook book;
    book.put(entry_of(1, noon - 2h, 0));
    book.put(entry_of(2, noon - 1h, 0));
    book.put(entry_of(3, noon - 3h, 50));

    const std::vector<net::NodeEntry> best = book.best(2, noon);

    BOOST_REQUIRE(best.size() == 2U);
    BOOST_TEST((best[0].node.id == entry_of(3).node.id));
    BOOST_TEST((best[1].node.id == entry_of(2).node.id));
}

BOOST_AUTO_TEST_CASE(a_node_not_seen_for_five_days_is_forgotten) {
    NodeBook book;
    book.put(entry_of(1, noon - 5 * 24h));
    book.put(entry_of(2, noon - 5 * 24h - 1s));

    BOOST_TEST(book.best(10, noon).size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_older_origin_does_not_replace_a_newer_one) {
    NodeBook book;
    book.put(entry_of(1, noon));
    net::NodeEntry older = entry_of(1, noon - 1h);
    older.node.tcp_port = 1;

    book.put(older);

    BOOST_TEST(book.best(1, noon).at(0).node.tcp_port == 30303);
}

BOOST_AUTO_TEST_CASE(a_origin_without_points_keeps_the_points) {
    NodeBook book;
    book.put(entry_of(1, noon - 1h, 70));
    book.put(entry_of(1, noon));

    BOOST_TEST(book.best(1, noon).at(0).value == 70);
    BOOST_TEST((book.best(1, noon).at(0).last_seen == noon));
}

BOOST_AUTO_TEST_CASE(a_removed_node_is_gone) {
    NodeBook book;
    book.put(entry_of(1));
    book.remove(entry_of(1).node.id);

    BOOST_TEST(book.best(1, noon).empty());
}

BOOST_AUTO_TEST_CASE(at_the_bound_the_worst_node_goes) {
    NodeBook book;
    book.put(entry_of(0, noon, -5));
    for (std::uint16_t number = 1; number <= NodeBook::capacity; ++number) {
        book.put(entry_of(number));
    }

    BOOST_TEST(book.size() == NodeBook::capacity);
    BOOST_TEST(book.best(NodeBook::capacity, noon).back().value == 0);
}

BOOST_AUTO_TEST_SUITE_END()
