#include <app/command_line.hpp>

#include <boost/test/unit_test.hpp>

#include <api/plugin/config_error.hpp>
#include <api/plugin/options.hpp>

namespace {

using namespace plexus;
using namespace plexus::app;

constexpr Option<int> max_peers{.name = "max-peers"};
constexpr Option<bool> inbound{.name = "listen"};
constexpr Option<std::vector<std::string>> bootnodes{.name = "bootnodes"};
constexpr Option<int> threads{.name = "threads"};
constexpr OptionList of_peers{max_peers, inbound, bootnodes};
constexpr OptionList of_node{threads};

CommandLine parse(const std::vector<std::string>& arguments) {
    embed::OptionTable table;
    table.add("", of_node.specs());
    table.add("peers", of_peers.specs());
    return parse_command_line(arguments, table);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command_line)

BOOST_AUTO_TEST_CASE(a_value_follows_or_stands_behind_an_equals_sign) {
    const CommandLine line = parse({"--threads", "3", "--max-peers=5"});

    BOOST_TEST(line.options.at(0).key == "threads");
    BOOST_TEST(line.options.at(0).texts == Texts{"3"}, boost::test_tools::per_element());
    BOOST_TEST(line.options.at(0).origin == "--threads");
    BOOST_TEST(line.options.at(1).texts == Texts{"5"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(repetitions_become_one_option) {
    const CommandLine line = parse({"--bootnodes", "a,b", "--bootnodes=c"});

    BOOST_TEST(line.options.size() == 1U);
    BOOST_TEST(line.options.front().texts == (Texts{"a,b", "c"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_flag_does_not_swallow_the_next_word) {
    const CommandLine line = parse({"--listen", "word", "--listen=false"});

    BOOST_TEST(line.words == Texts{"word"}, boost::test_tools::per_element());
    BOOST_TEST(line.options.front().texts == (Texts{"true", "false"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(unknown_options_are_set_apart) {
    const CommandLine line = parse({"--max-pears=7", "--threads", "3"});

    BOOST_TEST(line.unknown == Texts{"max-pears"}, boost::test_tools::per_element());
    BOOST_TEST(line.options.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_option_without_its_value_is_refused) {
    BOOST_CHECK_THROW(parse({"--max-peers"}), ConfigError);
    BOOST_CHECK_THROW(parse({"--max-peers", "--threads", "3"}), ConfigError);
}

BOOST_AUTO_TEST_SUITE_END()
