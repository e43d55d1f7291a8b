#include <embed/sources.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include <api/plugin/config_error.hpp>
#include <api/plugin/options.hpp>

#include <tests/kernel/temporary_folder.hpp>

namespace {

using namespace plexus;
using namespace plexus::embed;

struct IniFile {
    GivenOptions read(const std::string& text) const {
        std::ofstream(path) << text;
        return read_ini(path);
    }

    kernel::TemporaryFolder folder;
    std::filesystem::path path = folder.path() / "node.ini";
};

std::string shown(const GivenOptions& options) {
    std::string text;
    for (const GivenOption& option : options) {
        text += option.key + "=";
        for (const std::string& value : option.texts) text += value + "|";
        text += ' ';
    }
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sources)

BOOST_FIXTURE_TEST_CASE(a_file_has_sections_comments_and_blanks, IniFile) {
    const GivenOptions options = read(
        "# a node\n\n plugins = voice,shout \r\nempty=\n[ voice ]\n\tvolume = 6 # loud\n"
        "word = a = b\nvolume = 7\n");

    BOOST_TEST(shown(options) ==
               "plugins=voice,shout| empty=| voice.volume=6|7| voice.word=a = b| ");
    BOOST_TEST(options.at(2).origin == path.string() + ": voice.volume");
}

BOOST_FIXTURE_TEST_CASE(a_value_may_stand_in_quotes, IniFile) {
    BOOST_TEST(shown(read("a = \"b, c\"\nd = 'e'\nf = \"g\nh = \"\"\n")) ==
               "a=b, c| d=e| f=\"g| h=| ");
}

const std::vector<std::string> malformed{"volume\n", "= 3\n", "[voice\n", "voice]\n"};

BOOST_DATA_TEST_CASE(a_line_that_is_none_of_these_is_refused_with_its_number,
                     boost::unit_test::data::make(malformed)) {
    const IniFile file;
    std::string text;
    try {
        file.read("a = b\n" + sample);
    } catch (const ConfigError& error) {
        text = error.what();
    }

    BOOST_TEST(text.starts_with(file.path.string() + ", line 2: "), text);
}

BOOST_FIXTURE_TEST_CASE(what_is_no_file_is_refused, IniFile) {
    BOOST_CHECK_THROW(read_ini(folder.path()), ConfigError);
    BOOST_CHECK_THROW(read_ini(folder.path() / "missing"), ConfigError);
}

BOOST_AUTO_TEST_CASE(a_program_gives_keys_and_values) {
    BOOST_TEST(shown(read_keys({"plugins=a,b", "peers.max-peers = 3", "bootnodes=x", "bootnodes=y",
                                "word="})) ==
               "plugins=a,b| peers.max-peers=3| bootnodes=x|y| word=| ");
    BOOST_CHECK_THROW(read_keys({"--plugins"}), ConfigError);
    BOOST_CHECK_THROW(read_keys({"=3"}), ConfigError);
}

BOOST_AUTO_TEST_CASE(variables_spell_the_full_name_in_capitals) {
    constexpr Option<int> port{.name = "port"};
    constexpr OptionList options{port};
    OptionTable table;
    table.add("rlpx", options.specs());

    const GivenOptions given =
        read_environment({{"PLEXUS_RLPX_PORT", "9"}, {"PLEXUS_PORT", "8"}, {"HOME", "/"}}, table);

    BOOST_TEST(shown(given) == "rlpx.port=9| ");
    BOOST_TEST(environment_name("peers.max-peers") == "PLEXUS_PEERS_MAX_PEERS");
}

BOOST_AUTO_TEST_CASE(a_flag_without_a_plugin_is_no_variable) {
    constexpr Option<bool> version{.name = "version"};
    constexpr OptionList options{version};
    OptionTable table;
    table.add("", options.specs());

    BOOST_TEST(read_environment({{"PLEXUS_VERSION", "1.2"}}, table).empty());
}

BOOST_AUTO_TEST_SUITE_END()
