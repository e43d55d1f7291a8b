#include <app/configuration.hpp>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include <tests/kernel/temporary_folder.hpp>

namespace {

using namespace plexus;
using namespace plexus::app;
using plexus::kernel::TemporaryFolder;

/// A call of the program, far away from any installed plugins.
struct Call {
    Configuration configure(const std::vector<std::string>& arguments) const {
        return app::configure({arguments, environment, "/nowhere/lib/plexus"});
    }

    void write_config(const std::string& text) {
        std::ofstream(config) << text;
        environment["PLEXUS_CONFIG"] = config;
    }

    embed::Environment environment{{"HOME", "/nowhere"}, {"PLEXUS_PLUGIN_DIR", GOOD_PLUGINS}};
    TemporaryFolder folder;
    std::string config = (folder.path() / "node.ini").string();
};

constexpr Option<int> volume_option{.name = "volume"};
constexpr Option<std::string> only_shout{.name = "only-shout"};

int volume(const Configuration& configuration) {
    return configuration.assembly.config.settings.at("voice")[volume_option];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(configuration)

BOOST_FIXTURE_TEST_CASE(the_command_line_counts_before_environment_before_file_before_default,
                        Call) {
    BOOST_TEST(volume(configure({"--plugins=voice"})) == 50);
    write_config("[voice]\nvolume = 1\n");
    BOOST_TEST(volume(configure({"--plugins=voice"})) == 1);
    environment["PLEXUS_VOICE_VOLUME"] = "2";
    BOOST_TEST(volume(configure({"--plugins=voice"})) == 2);
    BOOST_TEST(volume(configure({"--plugins=voice", "--volume=3"})) == 3);
}

BOOST_FIXTURE_TEST_CASE(a_variable_that_names_no_option_is_a_warning, Call) {
    environment["PLEXUS_VOLUME"] = "2";          // only full names count
    environment["PLEXUS_SHOUT_VOLUME"] = "3";    // of a plugin that is not on the plan
    environment["PLEXUS_SERVICE_HOST"] = "::1";  // of a cluster that calls a service plexus

    const Configuration result = configure({"--plugins=voice"});

    BOOST_TEST(result.problems() == Problems{}, boost::test_tools::per_element());
    BOOST_REQUIRE_EQUAL(result.assembly.warnings.size(), 2U);
    BOOST_TEST(result.assembly.warnings[0].find("PLEXUS_SERVICE_HOST names no option") !=
               std::string::npos);
    BOOST_TEST(result.assembly.warnings[1].find("PLEXUS_VOLUME names no option") !=
               std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_file_takes_sections_dotted_keys_short_keys_and_comments, Call) {
    write_config(
        "# a node\nplugins = voice,shout\nbind = toy.voice=shout\nshout.volume = 7\n"
        "only-shout = ! # loud\n[voice]\nvolume = 6\n");

    const Configuration result = configure({});

    BOOST_TEST(result.problems() == Problems{}, boost::test_tools::per_element());
    BOOST_TEST(volume(result) == 6);
    BOOST_TEST(result.assembly.config.settings.at("shout")[volume_option] == 7);
    BOOST_TEST(result.assembly.config.settings.at("shout")[only_shout] == "!");
}

BOOST_FIXTURE_TEST_CASE(a_file_may_hold_options_of_plugins_that_do_not_run_now, Call) {
    write_config("[trouble]\nat = run\n");

    BOOST_TEST(configure({"--plugins=voice"}).problems().empty());
}

BOOST_FIXTURE_TEST_CASE(an_unknown_key_in_a_file_is_refused_with_its_place_and_a_near_one, Call) {
    write_config("[voice]\nvolum = 1\n");

    const Problems problems = configure({"--plugins=voice"}).problems();

    BOOST_TEST(problems == (Problems{config + ": voice.volum is no option; did you mean "
                                              "'voice.volume'?"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_missing_or_no_ini_is_refused, Call) {
    BOOST_TEST(configure({"--plugins=voice", "--config=/nonexistent"}).problems().size() == 1U);
    write_config("volume\n");
    BOOST_TEST(configure({"--plugins=voice"}).problems().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(every_wrong_option_is_told_at_once, Call) {
    environment["PLEXUS_THREADS"] = "none";

    const Problems problems =
        configure({"--plugins=voice", "--volum=1", "--volume=101", "--trouble.at=run"}).problems();

    BOOST_TEST(
        problems == (Problems{"unknown option --volum; did you mean '--volume'?",
                              "option --trouble.at belongs to plugin 'trouble', which is not part "
                              "of this node; add it to --plugins",
                              "--volume must be a whole number from 0 to 100, not '101'",
                              "PLEXUS_THREADS must be a whole number from 1 to 1024, not 'none'"}),
        boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(levels_are_for_plugins_that_there_are, Call) {
    BOOST_TEST(
        configure({"--plugins=voice", "--log-level=warn,voice=debug,kernel=info,shout=error"})
                .problems() == Problems{},
        boost::test_tools::per_element());
    BOOST_TEST(configure({"--plugins=voice", "--log-level=eth99=debug"}).problems() ==
                   (Problems{"--log-level names 'eth99', but there is no such plugin"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(every_unknown_plugin_is_told_at_once, Call) {
    BOOST_TEST(configure({"--plugins=vioce,voice,litsener"}).problems().size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(a_command_starts_its_plugin_alone_and_takes_the_words, Call) {
    environment["PLEXUS_PLUGINS"] = "shout,listener";

    const Configuration result = configure({"say-voice", "--volume", "9", "a", "--", "--b"});

    BOOST_TEST(result.problems() == Problems{}, boost::test_tools::per_element());
    BOOST_TEST(result.assembly.config.plan.plugins.size() == 1U);
    BOOST_TEST(result.command->plugin == "voice");
    BOOST_TEST(result.command->arguments == (std::vector<std::string>{"a", "--b"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_command_joins_the_plugins_listed_with_it, Call) {
    const Configuration result = configure({"--plugins=voice,listener", "say-voice"});

    BOOST_TEST(result.problems() == Problems{}, boost::test_tools::per_element());
    BOOST_TEST(result.assembly.config.plan.plugins.size() == 2U);
    BOOST_TEST(result.command->command == "say-voice");
}

BOOST_FIXTURE_TEST_CASE(of_two_plugins_with_one_command_the_default_provider_is_meant, Call) {
    std::ofstream(config) << "toy.voice = voice\n";

    BOOST_TEST(configure({"speak", "--defaults=" + config}).command->plugin == "voice");
    BOOST_TEST(configure({"speak", "--plugins=shout", "--defaults=" + config}).command->plugin ==
               "shout");
    BOOST_TEST(configure({"speak"}).problems().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(an_unknown_command_brings_a_hint_at_a_near_one, Call) {
    BOOST_TEST(configure({"say-vioce"}).problems() ==
                   (Problems{"unknown command 'say-vioce'; did you mean 'say-voice'?"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_request_names_a_running_node_a_plugin_and_its_settings, Call) {
    const Configuration result =
        configure({"join", "voice", "--data-dir=there", "--set", "volume=9", "--set=suffix=a,b"});

    BOOST_TEST(result.problems() == Problems{}, boost::test_tools::per_element());
    BOOST_TEST((result.action == Action::request));
    BOOST_TEST((result.request.kind == NodeRequest::Kind::join));
    BOOST_TEST(result.request.plugin == "voice");
    BOOST_TEST(result.request.data_dir == "there");
    BOOST_TEST_REQUIRE(result.request.settings.size() == 2U);
    BOOST_TEST(result.request.settings.back().first == "suffix");
    BOOST_TEST(result.request.settings.back().second == "a,b");
}

BOOST_FIXTURE_TEST_CASE(a_request_that_is_not_whole_is_refused, Call) {
    BOOST_TEST(
        configure({"leave"}).problems() == (Problems{"leave takes one plugin: plexus leave NAME"}),
        boost::test_tools::per_element());
    BOOST_TEST(configure({"leave", "voice", "--set", "volume=9"}).problems() ==
                   (Problems{"--set is for plexus join alone"}),
               boost::test_tools::per_element());
    BOOST_TEST(configure({"join", "voice", "--set", "volume"}).problems() ==
                   (Problems{"--set must be OPTION=VALUE, not 'volume'"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_request_with_a_wrong_value_says_which, Call) {
    const Problems problems = configure({"peer", "ban", "192.0.2.1", "--for", "10x"}).problems();
    BOOST_TEST_REQUIRE(problems.size() == 1U);
    BOOST_TEST(problems.front().starts_with("--for must be "));
    BOOST_TEST(configure({"peers", "--threads", "many"}).problems().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(commands_of_the_program_have_help_too, Call) {
    for (const char* command : {"run", "plugins", "join", "leave"}) {
        const Configuration result = configure({command, "--help"});
        BOOST_TEST((result.action == Action::print_help));
        BOOST_TEST(result.problems() == Problems{}, boost::test_tools::per_element());
    }
}

BOOST_FIXTURE_TEST_CASE(a_word_behind_run_is_refused, Call) {
    BOOST_TEST(configure({"run", "--plugins=voice", "faster"}).problems().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(the_table_of_defaults_can_be_replaced, Call) {
    std::ofstream(config) << "toy.voice = shout\n";

    const Configuration result = configure({"--plugins=listener", "--defaults=" + config});

    BOOST_TEST(result.problems() == Problems{}, boost::test_tools::per_element());
    BOOST_TEST(result.assembly.config.plan.plugins.front().default_for == "toy.voice");
}

BOOST_FIXTURE_TEST_CASE(a_malformed_binding_is_refused, Call) {
    BOOST_TEST(configure({"--plugins=voice", "--bind=toy.voice"}).problems() ==
                   (Problems{"--bind must be KEY=PLUGIN, not 'toy.voice'"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
