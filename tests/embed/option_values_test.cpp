#include <embed/option_values.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace plexus;
using namespace plexus::embed;

constexpr Option<int> max_peers{.name = "max-peers", .fallback = 50, .minimum = 1, .maximum = 1000};
constexpr Option<bool> inbound{.name = "listen", .fallback = true};
constexpr Option<std::vector<std::string>> bootnodes{.name = "bootnodes"};
constexpr Option<int> rlpx_port{.name = "port", .fallback = 1};
constexpr Option<int> discv4_port{.name = "port", .fallback = 2};
constexpr OptionList of_peers{max_peers, inbound, bootnodes};
constexpr OptionList of_rlpx{rlpx_port};
constexpr OptionList of_discv4{discv4_port};

/// The options of three plugins, of which two have `port`.
OptionTable table() {
    OptionTable result;
    result.add("peers", of_peers.specs());
    result.add("rlpx", of_rlpx.specs());
    result.add("discv4", of_discv4.specs());
    return result;
}

struct Decided {
    explicit Decided(const std::vector<GivenOptions>& sources)
        : values(decide_values(table(), sources, problems)) {}

    int peers() const { return settings_of("peers", of_peers.specs(), values)[max_peers]; }
    int rlpx() const { return settings_of("rlpx", of_rlpx.specs(), values)[rlpx_port]; }
    int discv4() const { return settings_of("discv4", of_discv4.specs(), values)[discv4_port]; }

    Problems problems;
    OptionValues values;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(option_values)

BOOST_AUTO_TEST_CASE(a_short_name_means_the_only_option_of_that_name) {
    const Decided decided({{{"max-peers", {"7"}, "--max-peers"}}});

    BOOST_TEST(decided.peers() == 7);
    BOOST_TEST(decided.problems.empty());
}

BOOST_AUTO_TEST_CASE(a_short_name_of_two_options_is_refused_with_both_full_names) {
    const Decided decided({{{"port", {"7"}, "--port"}}});

    BOOST_TEST(decided.problems == (Problems{"--port could mean discv4.port and rlpx.port; write "
                                             "the full name"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_full_and_a_short_name_are_the_same_option) {
    const Decided decided(
        {{{"max-peers", {"7"}, "--max-peers"}, {"peers.max-peers", {"8"}, "--peers.max-peers"}}});

    BOOST_TEST(decided.problems == Problems{"--peers.max-peers is given more than once"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_first_source_that_has_an_option_decides_it) {
    const GivenOption typed{"max-peers", {"1"}, "--max-peers"};
    const GivenOption exported{"peers.max-peers", {"2"}, "PLEXUS_PEERS_MAX_PEERS"};
    const GivenOption exported_too{"rlpx.port", {"3"}, "PLEXUS_RLPX_PORT"};
    const GivenOption written{"rlpx.port", {"4"}, "node.ini: rlpx.port"};

    const Decided decided({{typed}, {exported, exported_too}, {written}});

    BOOST_TEST(decided.peers() == 1);
    BOOST_TEST(decided.rlpx() == 3);
    BOOST_TEST(decided.discv4() == 2);  // the default
}

BOOST_AUTO_TEST_CASE(a_bad_value_is_refused_even_where_another_source_decides) {
    const GivenOption typed{"max-peers", {"1"}, "--max-peers"};
    const GivenOption written{"max-peers", {"many"}, "node.ini: max-peers"};

    const Decided decided({{typed}, {written}});

    BOOST_TEST(decided.problems.size() == 1U);
    BOOST_TEST(decided.problems.front().starts_with("node.ini: max-peers must be"));
}

BOOST_AUTO_TEST_CASE(a_list_is_decided_by_one_source_alone) {
    const Decided decided({{{"bootnodes", {"a,b", "c"}, "--bootnodes"}},
                           {{"bootnodes", {"d"}, "PLEXUS_PEERS_BOOTNODES"}}});

    BOOST_TEST(
        settings_of("peers", of_peers.specs(), decided.values)[bootnodes] == (Texts{"a", "b", "c"}),
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
