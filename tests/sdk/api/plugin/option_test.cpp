#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <api/plugin/settings.hpp>

namespace {

using namespace plexus;
using namespace std::chrono_literals;

constexpr Option<std::uint16_t> max_peers{.name = "max-peers",
                                          .fallback = 50,
                                          .minimum = 1,
                                          .maximum = 1000,
                                          .unit = "peers",
                                          .help = "how many"};
constexpr Option<std::chrono::milliseconds> timeout{
    .name = "timeout", .fallback = 30s, .minimum = 1s, .maximum = 1min};
constexpr Option<ByteSize> map_size{.name = "map-size", .fallback = 64_GiB, .minimum = 1_MiB};
constexpr Option<bool> accepts{.name = "listen", .fallback = true};
constexpr Option<std::string> mode{.name = "mode", .fallback = "fast", .choices = {"fast", "slow"}};
constexpr Option<std::vector<std::string>> bootnodes{.name = "bootnodes"};
constexpr Option<std::vector<std::string>> colours{
    .name = "colours", .fallback = "red, blue", .choices = {"red", "green", "blue"}};
constexpr OptionList options{max_peers, timeout, map_size, accepts, mode, bootnodes, colours};

template <class T>
std::string problem(const Option<T>& option, const std::string& text) {
    return value_problem(spec_of(option.declaration()), {text});
}

Settings given(const std::string& option, Texts texts) {
    return Settings("toy", options.specs(), {{option, std::move(texts)}});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(option)

BOOST_AUTO_TEST_CASE(an_option_reads_itself_in_its_own_type) {
    const Settings settings("toy", options.specs());

    BOOST_TEST(settings[max_peers] == 50);
    BOOST_TEST((settings[timeout] == 30s));
    BOOST_TEST((settings[map_size] == 64_GiB));
    BOOST_TEST(settings[accepts]);
    BOOST_TEST(settings[mode] == "fast");
    BOOST_TEST(settings[bootnodes].empty());
    BOOST_TEST(settings[colours] == (Texts{"red", "blue"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_option_that_was_not_declared_is_a_defect) {
    constexpr Option<int> port{.name = "port"};
    constexpr Option<std::string> as_text{.name = "max-peers"};
    const Settings settings("toy", options.specs());

    BOOST_CHECK_THROW(settings[port], std::logic_error);
    BOOST_CHECK_THROW(settings[as_text], std::logic_error);
}

BOOST_AUTO_TEST_CASE(bounds_include_their_ends) {
    BOOST_TEST(problem(max_peers, "1") == "");
    BOOST_TEST(problem(max_peers, "1000") == "");
    BOOST_TEST(problem(max_peers, "0") == "must be a whole number from 1 to 1000 peers, not '0'");
    BOOST_TEST(problem(max_peers, "1001") != "");
}

const std::vector<std::string> no_numbers{"",    " 5",  "5 ", "five",
                                          "0x5", "5.0", "+5", "99999999999999999999"};

BOOST_DATA_TEST_CASE(what_is_no_whole_number_is_refused, boost::unit_test::data::make(no_numbers)) {
    BOOST_TEST(problem(max_peers, sample) != "");
}

BOOST_AUTO_TEST_CASE(numbers_may_be_negative_and_as_large_as_their_type) {
    constexpr Option<std::int32_t> score{.name = "score", .fallback = -5, .minimum = -1000};
    constexpr Option<std::uint64_t> block{.name = "block"};

    BOOST_TEST(spec_of(score.declaration()).fallback == "-5");
    BOOST_TEST(problem(score, "-1000") == "");
    BOOST_TEST(problem(score, "2147483648") != "");
    BOOST_TEST(problem(block, "9223372036854775807") == "");
    BOOST_TEST(describe_bounds(spec_of(block.declaration())) == "from 0");
}

BOOST_AUTO_TEST_CASE(durations_have_a_unit) {
    BOOST_TEST(parse_duration("1500ms").value() == 1500);
    BOOST_TEST(parse_duration("30s").value() == 30'000);
    BOOST_TEST(parse_duration("10m").value() == 600'000);
    BOOST_TEST(parse_duration("2h").value() == 7'200'000);
    BOOST_TEST(parse_duration("2d").value() == 172'800'000);
    BOOST_TEST(parse_duration("0").value() == 0);
    for (const char* text : {"30", "s", "-1s", "1 s", "1.5h", "9999999999999999h", "2w"}) {
        BOOST_TEST(!parse_duration(text).has_value(), text);
    }
    BOOST_TEST(problem(timeout, "61s") ==
               "must be a duration such as 500ms, 30s, 10m, 2h or 7d from 1s to 1m, not '61s'");
}

BOOST_AUTO_TEST_CASE(sizes_have_a_unit) {
    BOOST_TEST(parse_size("0").value() == 0);
    BOOST_TEST(parse_size("512B").value() == 512);
    BOOST_TEST(parse_size("64KiB").value() == 65'536);
    BOOST_TEST(parse_size("256MiB").value() == 268'435'456);
    BOOST_TEST(parse_size("2GiB").value() == std::int64_t{2} << 30);
    BOOST_TEST(parse_size("1TiB").value() == std::int64_t{1} << 40);
    for (const char* text : {"512", "B", "-1B", "256MB", "256 MiB", "8388608TiB"}) {
        BOOST_TEST(!parse_size(text).has_value(), text);
    }
    BOOST_TEST(problem(map_size, "1KiB") ==
               "must be a size such as 512B, 64KiB, 256MiB or 2GiB from 1MiB, not '1KiB'");
}

BOOST_AUTO_TEST_CASE(values_are_written_with_the_largest_unit_that_divides_them) {
    BOOST_TEST(written_value(OptionKind::duration, 0) == "0s");
    BOOST_TEST(written_value(OptionKind::duration, 1500) == "1500ms");
    BOOST_TEST(written_value(OptionKind::duration, 90'000) == "90s");
    BOOST_TEST(written_value(OptionKind::duration, 86'400'000) == "1d");
    BOOST_TEST(written_value(OptionKind::size, 0) == "0B");
    BOOST_TEST(written_value(OptionKind::size, 1536) == "1536B");
    BOOST_TEST(written_value(OptionKind::size, 3 << 20) == "3MiB");
    BOOST_TEST(written_value(OptionKind::number, std::numeric_limits<std::int64_t>::min()) ==
               "-9223372036854775808");
}

BOOST_AUTO_TEST_CASE(a_flag_has_eight_words_and_no_empty_one) {
    for (const char* text : {"true", "yes", "on", "1"}) BOOST_TEST(parse_flag(text).value());
    for (const char* text : {"false", "no", "off", "0"}) BOOST_TEST(!parse_flag(text).value());
    BOOST_TEST(problem(accepts, "") == "must be true or false, not ''");
    BOOST_TEST(problem(accepts, "True") != "");
}

BOOST_AUTO_TEST_CASE(a_text_with_choices_takes_nothing_else) {
    BOOST_TEST(problem(mode, "slow") == "");
    BOOST_TEST(problem(mode, "Slow") == "must be a text out of fast and slow, not 'Slow'");
    BOOST_TEST(problem(mode, "") != "");
}

BOOST_AUTO_TEST_CASE(a_list_grows_by_commas_and_by_repetition) {
    const Settings settings = given("bootnodes", {"a,b", "c"});

    BOOST_TEST(settings[bootnodes] == (Texts{"a", "b", "c"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(blanks_around_the_items_of_a_list_and_empty_items_do_not_count) {
    const Settings settings = given("bootnodes", {" a ,\tb c,, ", "", ",d,"});

    BOOST_TEST(settings[bootnodes] == (Texts{"a", "b c", "d"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_list_with_choices_takes_items_that_are_among_them) {
    BOOST_TEST(problem(colours, "green , red") == "");
    BOOST_TEST(problem(colours, "") == "");
    BOOST_TEST(problem(colours, "red,gold") ==
               "must be a list out of red, green and blue, not 'gold'");
}

BOOST_AUTO_TEST_CASE(what_is_no_list_is_given_once) {
    BOOST_CHECK_EXCEPTION(given("max-peers", {"1", "2"}), ConfigError, [](const auto& error) {
        return error.what() == std::string("toy.max-peers is given more than once");
    });
}

BOOST_AUTO_TEST_CASE(a_value_for_an_option_that_nobody_has_is_refused) {
    BOOST_CHECK_EXCEPTION(given("max-pears", {"1"}), ConfigError, [](const auto& error) {
        return error.what() == std::string("unknown option toy.max-pears");
    });
}

BOOST_AUTO_TEST_SUITE_END()
