#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <kernel/options/values.hpp>

namespace {

using namespace plexus;
using namespace plexus::kernel;

const OptionSpec max_peers{"max-peers", OptionKind::number, "50", "", 1, 1000};
const OptionSpec timeout{"timeout", OptionKind::duration, "30s", "", 1000, 60'000};
const OptionSpec inbound{"listen", OptionKind::flag, "true", ""};
const OptionSpec bootnodes{"bootnodes", OptionKind::list, "", ""};

/// The options of two plugins, of which both have `port`, and one of the kernel.
OptionTable table() {
    OptionTable result;
    result.add("", {{"threads", OptionKind::number, "2", ""}});
    result.add("peers", {max_peers, timeout, inbound, bootnodes});
    result.add("rlpx", {{"port", OptionKind::number, "1", ""}});
    result.add("discv4", {{"port", OptionKind::number, "2", ""}});
    return result;
}

OptionValues decide(const CommandLine& line, Problems& problems) {
    return decide_values(table(), {line.options}, problems);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(bounds_include_their_ends) {
    BOOST_TEST(value_problem(max_peers, {"1"}) == "");
    BOOST_TEST(value_problem(max_peers, {"1000"}) == "");
    BOOST_TEST(value_problem(max_peers, {"0"}) == "must be a whole number from 1 to 1000, not '0'");
    BOOST_TEST(value_problem(max_peers, {"1001"}) != "");
}

const std::vector<std::string> no_numbers{"",    " 5",  "5 ", "five",
                                          "0x5", "5.0", "+5", "99999999999999999999"};

BOOST_DATA_TEST_CASE(what_is_no_whole_number_is_refused, boost::unit_test::data::make(no_numbers)) {
    BOOST_TEST(value_problem(max_peers, {sample}) != "");
}

BOOST_AUTO_TEST_CASE(durations_have_a_unit) {
    BOOST_TEST(duration_value({"1500ms"}).count() == 1500);
    BOOST_TEST(duration_value({"30s"}).count() == 30'000);
    BOOST_TEST(duration_value({"10m"}).count() == 600'000);
    BOOST_TEST(duration_value({"2h"}).count() == 7'200'000);
    BOOST_TEST(value_problem(timeout, {"30"}) != "");
    BOOST_TEST(value_problem(timeout, {"s"}) != "");
    BOOST_TEST(value_problem(timeout, {"-1s"}) != "");
    BOOST_TEST(value_problem(timeout, {"9999999999999999h"}) != "");
    BOOST_TEST(value_problem(timeout, {"61s"}) ==
               "must be a duration such as 500ms, 30s, 10m or 2h from 1s to 1m, not '61s'");
}

BOOST_AUTO_TEST_CASE(a_text_with_choices_takes_nothing_else) {
    const OptionSpec mode{
        .name = "mode", .fallback = "fast", .help = "", .choices = {"fast", "slow"}};

    BOOST_TEST(value_problem(mode, {"slow"}) == "");
    BOOST_TEST(value_problem(mode, {"Slow"}) == "must be a text out of fast and slow, not 'Slow'");
}

BOOST_AUTO_TEST_CASE(a_list_grows_by_commas_and_by_repetition) {
    const CommandLine line = parse_command_line(
        {"--peers.bootnodes", "a,b", "--peers.bootnodes=c", "--bootnodes", ",d,"}, table());
    Problems problems;

    const OptionValues values = decide(line, problems);

    BOOST_TEST(list_value(values.at("peers.bootnodes")) == (Texts{"a", "b", "c", "d"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_no_list_can_be_given_once) {
    Problems problems;

    decide(parse_command_line({"--max-peers", "5", "--max-peers", "6"}, table()), problems);

    BOOST_TEST(problems == (Problems{"--max-peers is given more than once"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_flag_does_not_swallow_the_next_word) {
    const CommandLine line = parse_command_line({"--listen", "word", "--listen=false"}, table());

    BOOST_TEST(line.words == Texts{"word"}, boost::test_tools::per_element());
    BOOST_TEST(line.options.front().texts == (Texts{"true", "false"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_short_name_means_the_only_option_of_that_name) {
    Problems problems;

    const OptionValues values = decide(parse_command_line({"--max-peers=7"}, table()), problems);

    BOOST_TEST(number_value(values.at("peers.max-peers")) == 7);
    BOOST_TEST(problems.empty());
}

BOOST_AUTO_TEST_CASE(a_short_name_of_two_options_is_refused_with_both_full_names) {
    Problems problems;

    decide(parse_command_line({"--port=7"}, table()), problems);

    BOOST_TEST(problems == (Problems{"--port could mean discv4.port and rlpx.port; write the full "
                                     "name"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_full_and_a_short_name_are_the_same_option) {
    Problems problems;

    decide(parse_command_line({"--max-peers=7", "--peers.max-peers=8"}, table()), problems);

    BOOST_TEST(problems.size() == 1U);
}

BOOST_AUTO_TEST_CASE(unknown_options_are_set_apart) {
    const CommandLine line = parse_command_line({"--max-pears=7", "--threads", "3"}, table());

    BOOST_TEST(line.unknown == Texts{"--max-pears"}, boost::test_tools::per_element());
    BOOST_TEST(line.options.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_option_without_its_value_is_refused) {
    BOOST_CHECK_THROW(parse_command_line({"--max-peers"}, table()), ConfigError);
}

BOOST_AUTO_TEST_CASE(the_first_source_that_has_an_option_decides_it) {
    const GivenOption typed{"max-peers", {"1"}, "--max-peers"};
    const GivenOption exported{"peers.max-peers", {"2"}, "PLEXUS_PEERS_MAX_PEERS"};
    const GivenOption exported_too{"rlpx.port", {"3"}, "PLEXUS_RLPX_PORT"};
    const GivenOption written{"rlpx.port", {"4"}, "node.ini: rlpx.port"};
    Problems problems;

    const OptionValues values =
        decide_values(table(), {{typed}, {exported, exported_too}, {written}}, problems);

    BOOST_TEST(number_value(values.at("peers.max-peers")) == 1);
    BOOST_TEST(number_value(values.at("rlpx.port")) == 3);
    BOOST_TEST(number_value(values.at("discv4.port")) == 2);  // the default
}

BOOST_AUTO_TEST_CASE(a_bad_value_is_refused_even_where_another_source_decides) {
    const GivenOption typed{"max-peers", {"1"}, "--max-peers"};
    const GivenOption written{"max-peers", {"many"}, "node.ini: max-peers"};
    Problems problems;

    decide_values(table(), {{typed}, {written}}, problems);

    BOOST_TEST(problems.size() == 1U);
    BOOST_TEST(problems.front().starts_with("node.ini: max-peers must be"));
}

BOOST_AUTO_TEST_CASE(variables_spell_the_full_name_in_capitals) {
    BOOST_TEST(environment_name("peers.max-peers") == "PLEXUS_PEERS_MAX_PEERS");

    const auto options = read_environment({{"PLEXUS_RLPX_PORT", "9"}, {"HOME", "/"}}, table());

    BOOST_TEST(options.size() == 1U);
    BOOST_TEST(options.front().key == "rlpx.port");
}

BOOST_AUTO_TEST_CASE(a_plugin_sees_its_own_options_only_and_as_declared) {
    Problems problems;
    const OptionValues values = decide_values(table(), {}, problems);
    const auto settings = settings_of("peers", {max_peers, timeout, inbound, bootnodes}, values);

    BOOST_TEST(settings->number("max-peers") == 50);
    BOOST_TEST(settings->duration("timeout").count() == 30'000);
    BOOST_TEST(settings->flag("listen"));
    BOOST_TEST(settings->list("bootnodes").empty());
    BOOST_CHECK_THROW(settings->number("port"), std::logic_error);
    BOOST_CHECK_THROW(settings->text("max-peers"), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
