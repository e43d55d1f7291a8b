#include <embed/newcomer.hpp>

#include <boost/test/unit_test.hpp>

#include <api/plugin/options.hpp>

namespace {

using namespace plexus;
using namespace plexus::embed;

constexpr Option<int> volume{.name = "volume", .fallback = 5, .maximum = 11};

/// A plugin "voice" with one option.
struct Voice {
    Voice() {
        plugin.name = "voice";
        plugin.options = {spec_of(volume.declaration())};
    }

    int given(const PluginSettings& settings) {
        return newcomer_settings(plugin, settings, environment, file)[volume];
    }

    std::string refusal(const PluginSettings& settings) {
        try {
            given(settings);
        } catch (const ConfigError& error) {
            return error.what();
        }
        return "";
    }

    PluginMetadata plugin;
    Environment environment;
    GivenOptions file;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(newcomer, Voice)

BOOST_AUTO_TEST_CASE(what_is_given_with_it_goes_before_the_environment_and_the_file) {
    BOOST_TEST(given({}) == 5);
    file = {{"voice.volume", {"6"}, "node.ini: voice.volume"}};
    BOOST_TEST(given({}) == 6);
    environment = {{"PLEXUS_VOICE_VOLUME", "7"}};
    BOOST_TEST(given({}) == 7);
    BOOST_TEST(given({{"volume", "8"}}) == 8);
    BOOST_TEST(given({{"voice.volume", "9"}}) == 9);
}

BOOST_AUTO_TEST_CASE(short_names_in_the_file_are_meant_for_others) {
    file = {{"volume", {"6"}, "node.ini: volume"},
            {"shout.volume", {"7"}, "node.ini: shout.volume"}};

    BOOST_TEST(given({}) == 5);
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_one_sentence) {
    BOOST_TEST(refusal({{"volum", "8"}}) ==
               "plugin 'voice' has no option 'volum'; did you mean 'volume'?");
    BOOST_TEST(
        refusal({{"volume", "loud"}}).starts_with("plugin 'voice': volume must be a whole number"));
}

BOOST_AUTO_TEST_SUITE_END()
