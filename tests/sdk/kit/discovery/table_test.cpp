#include <boost/test/unit_test.hpp>
#include <random>
#include <set>

#include <kit/discovery/table.hpp>

using namespace plexus;
using namespace plexus::discovery;

BOOST_AUTO_TEST_SUITE(table)

namespace {

net::NodeId id_of(std::uint32_t number) {
    net::NodeId id;
    for (std::size_t at = 0; at < 4; ++at) {
        id.bytes[at] = static_cast<std::uint8_t>(number >> 8 * at);
    }
    return id;
}

const net::NodeId self = id_of(0);

net::Node node_at(std::uint32_t number, const std::string& address) {
    return net::Node{id_of(number), {asio::ip::make_address(address), 30303, 30303}};
}

/// Each node in a /24 of its own.
net::Node lone_node(std::uint32_t number) {
    return node_at(number, "52." + std::to_string(number / 250 % 250) + "." +
                               std::to_string(number % 250) + ".1");
}

/// The first numbers whose nodes fall into the bucket farthest from us.
std::vector<std::uint32_t> far_numbers(std::size_t count) {
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t number = 1; numbers.size() < count; ++number) {
        if (log_distance(place_of(self), place_of(id_of(number))) == 256) numbers.push_back(number);
    }
    return numbers;
}

Table full_bucket(const std::vector<std::uint32_t>& numbers) {
    Table table{self};
    for (const std::uint32_t number : numbers) table.put(lone_node(number));
    return table;
}

}  // namespace

BOOST_AUTO_TEST_CASE(distances_are_those_of_the_highest_differing_bit) {
    Hash256 a;
    Hash256 b;
    BOOST_TEST(log_distance(a, b) == 0U);
    b.bytes[31] = 1;
    BOOST_TEST(log_distance(a, b) == 1U);
    b.bytes[0] = 0x40;
    BOOST_TEST(log_distance(a, b) == 255U);
    b.bytes[0] = 0x80;
    BOOST_TEST(log_distance(a, b) == 256U);
    BOOST_TEST(is_closer(a, a, b));
    BOOST_TEST(!is_closer(a, b, a));
    BOOST_TEST(!is_closer(a, b, b));
}

BOOST_AUTO_TEST_CASE(the_nearest_nodes_come_first) {
    Table table{self};
    for (std::uint32_t number = 1; number <= 200; ++number) {
        table.put(node_at(number, "10.0.0.1"));
    }
    const Hash256 target = place_of(id_of(5000));

    const std::vector<net::Node> nearest = table.closest(target, 16);

    BOOST_TEST(nearest.size() == 16U);
    BOOST_TEST(std::ranges::is_sorted(nearest, [&](const net::Node& a, const net::Node& b) {
        return is_closer(target, place_of(a.id), place_of(b.id));
    }));
}

BOOST_AUTO_TEST_CASE(we_are_not_in_our_own_table) {
    Table table{self};

    BOOST_TEST(!table.put(lone_node(0)));
    BOOST_TEST(table.size() == 0U);
}

BOOST_AUTO_TEST_CASE(a_node_without_a_port_or_an_address_does_not_come_in) {
    Table table{self};
    net::Node node = lone_node(1);
    node.ip4.udp_port = 0;
    BOOST_TEST(!table.put(node));

    BOOST_TEST(!table.put(node_at(2, "0.0.0.0")));
    BOOST_TEST(!table.put(node_at(3, "224.0.0.1")));
}

BOOST_AUTO_TEST_CASE(a_bucket_holds_16_nodes_and_10_replacements) {
    const std::vector<std::uint32_t> numbers = far_numbers(40);
    Table table = full_bucket(numbers);
    BOOST_TEST(table.size() == 16U);

    // Ten of those that waited come up when members fail, and then no more.
    std::size_t removed = 0;
    while (table.size() > 0) {
        table.was_silent(table.closest(Hash256{}, 1).at(0).id, 0);
        ++removed;
    }

    BOOST_TEST(removed == 26U);
}

BOOST_AUTO_TEST_CASE(one_subnet_gets_two_places_in_a_bucket) {
    const std::vector<std::uint32_t> numbers = far_numbers(3);
    Table table{self};

    BOOST_TEST(table.put(node_at(numbers[0], "52.1.1.1")));
    BOOST_TEST(table.put(node_at(numbers[1], "52.1.1.2")));
    BOOST_TEST(!table.put(node_at(numbers[2], "52.1.1.3")));
    BOOST_TEST(table.put(node_at(numbers[2], "52.1.2.3")));
}

BOOST_AUTO_TEST_CASE(one_subnet_gets_ten_places_in_the_table) {
    Table table{self};
    for (std::uint32_t number = 1; number <= 5000; ++number) {
        table.put(node_at(number, "52.1.1." + std::to_string(number % 250)));
    }

    BOOST_TEST(table.size() <= 10U);
}

BOOST_AUTO_TEST_CASE(loopback_and_lan_have_no_limit_on_addresses) {
    Table table{self};
    for (const std::uint32_t number : far_numbers(16)) {
        BOOST_TEST(table.put(node_at(number, number % 2 == 0 ? "127.0.0.1" : "192.168.1.1")));
    }
}

BOOST_AUTO_TEST_CASE(a_moved_node_is_checked_soon_and_keeps_its_place) {
    Table table{self};
    table.put(lone_node(1));
    table.responded(id_of(1));
    BOOST_TEST((table.find(id_of(1))->pace == Pace::slow));

    BOOST_TEST(!table.put(node_at(1, "53.0.0.1")));

    BOOST_TEST((table.find(id_of(1))->pace == Pace::fast));
    BOOST_TEST(table.find(id_of(1))->node.endpoint().address.to_string() == "53.0.0.1");
}

BOOST_AUTO_TEST_CASE(a_node_cannot_move_into_a_subnet_that_has_its_share) {
    const std::vector<std::uint32_t> numbers = far_numbers(3);
    Table table{self};
    table.put(node_at(numbers[0], "52.1.1.1"));
    table.put(node_at(numbers[1], "52.1.1.2"));
    table.put(node_at(numbers[2], "52.1.2.3"));

    table.put(node_at(numbers[2], "52.1.1.3"));

    BOOST_TEST(table.find(id_of(numbers[2]))->node.endpoint().address.to_string() == "52.1.2.3");
}

BOOST_AUTO_TEST_CASE(a_known_tcp_port_is_not_forgotten) {
    Table table{self};
    table.put(lone_node(1));
    net::Node without = lone_node(1);
    without.ip4.tcp_port = 0;

    table.put(without);

    BOOST_TEST(table.find(id_of(1))->node.endpoint().tcp_port == 30303);
}

BOOST_AUTO_TEST_CASE(silence_costs_two_thirds_of_the_checks_and_in_the_end_the_place) {
    Table table{self};
    table.put(lone_node(1));
    for (int check = 0; check < 5; ++check) table.responded(id_of(1));

    table.was_silent(id_of(1), 0);
    BOOST_TEST(table.find(id_of(1))->checks == 1U);
    BOOST_TEST((table.find(id_of(1))->pace == Pace::fast));
    table.was_silent(id_of(1), 0);

    BOOST_TEST(table.find(id_of(1)) == nullptr);
}

BOOST_AUTO_TEST_CASE(silent_nodes_are_told_only_when_there_are_no_others) {
    Table table{self};
    table.put(lone_node(1));
    for (int check = 0; check < 9; ++check) table.responded(id_of(1));
    table.was_silent(id_of(1), 0);
    BOOST_TEST(table.closest(Hash256{}, 16).size() == 1U);

    table.put(lone_node(2));

    BOOST_TEST(table.closest(Hash256{}, 16).size() == 1U);
    BOOST_TEST((table.closest(Hash256{}, 16).at(0).id == id_of(2)));
}

BOOST_AUTO_TEST_CASE(an_unhelpful_node_stays_while_its_bucket_is_poor) {
    const std::vector<std::uint32_t> numbers = far_numbers(4);
    Table table = full_bucket({numbers[0], numbers[1], numbers[2]});
    table.was_unhelpful(id_of(numbers[0]), 0);
    BOOST_TEST(table.size() == 3U);

    table.put(lone_node(numbers[3]));
    table.was_unhelpful(id_of(numbers[0]), 0);

    BOOST_TEST(table.size() == 3U);
    BOOST_TEST(table.find(id_of(numbers[0])) == nullptr);
}

BOOST_AUTO_TEST_CASE(only_members_of_the_wanted_kind_are_found) {
    Table table{self};
    table.put(lone_node(1));
    table.put(node_at(2, "10.0.0.1"));

    const auto nodes = table.closest(Hash256{}, 16, [](const net::Node& node) {
        return node.endpoint().address.to_string() == "10.0.0.1";
    });

    BOOST_REQUIRE(nodes.size() == 1U);
    BOOST_TEST((nodes[0].id == id_of(2)));
}

BOOST_AUTO_TEST_CASE(its_limits_hold_whatever_happens) {
    constexpr unsigned seed = 4711;
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    Table table{self};
    for (int step = 0; step < 20'000; ++step) {
        const std::uint32_t number = static_cast<std::uint32_t>(random() % 600);
        const std::string address = "52.1." + std::to_string(random() % 20) + ".1";
        switch (random() % 4) {
            case 0:
                table.was_silent(id_of(number), random());
                break;
            case 1:
                table.responded(id_of(number));
                break;
            case 2:
                table.was_unhelpful(id_of(number), random());
                break;
            default:
                table.put(node_at(number, address));
        }
    }

    std::map<std::string, int> per_subnet;
    for (const net::Node& node : table.closest(Hash256{}, 1000)) {
        ++per_subnet[node.endpoint().address.to_string()];
    }
    BOOST_TEST(table.size() <= Table::bucket_size * Table::bucket_count);
    for (const auto& [subnet, count] : per_subnet) BOOST_TEST(count <= 10);
}

BOOST_AUTO_TEST_CASE(a_block_of_ipv6_has_a_bounded_share) {
    const auto member_count = [](const std::string& before, const std::string& behind) {
        Table table{self};
        for (std::uint32_t number = 1; number < 5000; ++number) {
            std::string address = before;
            for (const unsigned digit : {number / 100 % 100, number % 100}) {
                address += std::to_string(digit) + ':';
            }
            table.put(node_at(number, address + behind));
        }
        return table.size();
    };

    BOOST_TEST(member_count("2a01:4f8:1:", ":1") <= Table::subnet_limit_table);  // a /48
    BOOST_TEST(member_count("2a01:4f8:", ":1") <= Table::provider_limit_table);  // a /32
    BOOST_TEST(member_count("2a01:", ":1") > Table::provider_limit_table);
}

BOOST_AUTO_TEST_SUITE_END()
