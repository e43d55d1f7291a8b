#include <embed/embedded_node.hpp>

#include <signal.h>

#include <boost/asio/use_future.hpp>
#include <boost/log/core.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include <kit/testing/log_capture.hpp>
#include <tests/kernel/temporary_folder.hpp>
#include <tests/toy_plugins/voice.hpp>

namespace {

using namespace plexus;
using plexus::kernel::TemporaryFolder;
using namespace std::chrono_literals;

using Arguments = std::vector<std::string>;

/// The toy plugins, and a data folder.
struct Toys {
    Toys() { boost::log::core::get()->set_logging_enabled(false); }
    ~Toys() { boost::log::core::get()->set_logging_enabled(true); }

    Arguments with(Arguments arguments, const std::string& name = "node") const {
        arguments.insert(arguments.end(), {"plugin-dir=" GOOD_PLUGINS,
                                           "data-dir=" + (folder.path() / name).string()});
        return arguments;
    }

    TemporaryFolder folder;
};

/// What the constructor has against it; empty if nothing.
std::string refusal(const Arguments& arguments, const Embedding& with = {}) {
    try {
        const EmbeddedNode node(arguments, with);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "";
}

struct Tally {
    static constexpr ServiceKey key{"test.tally", 1, Cardinality::one};
    std::string said;
};

/// A plugin of this program: has the voice say a word at its start.
class Prompter final : public Plugin, public Tally {
public:
    static constexpr std::array provides{Tally::key};
    static constexpr std::array needs{one<toy::Voice>};

    static constexpr Option<std::string> word{
        .name = "word", .fallback = "hello", .help = "what is said"};
    static constexpr OptionList options{word};

    explicit Prompter(Host& host) : voice_(host.get<toy::Voice>()), word_(host[word]) {
        host.publish<Tally>(*this);
    }

    awaitable<void> start() override {
        said = voice_.say(word_);
        co_return;
    }

private:
    toy::Voice& voice_;
    std::string word_;
};

constexpr PluginDescriptor prompter = describe_plugin<Prompter, "prompter", "1.0.0", "prompts">();

}  // namespace

BOOST_FIXTURE_TEST_SUITE(embedded_node, Toys)

BOOST_AUTO_TEST_CASE(it_lives_from_start_to_stop) {
    EmbeddedNode node(with({"plugins=voice"}));

    node.start();
    std::future<int> result = asio::co_spawn(
        node.executor(), []() -> awaitable<int> { co_return 42; }, asio::use_future);

    BOOST_TEST(result.get() == 42);
    BOOST_TEST(node.stop() == 0);
    BOOST_TEST(!node.hung());
    BOOST_TEST(node.problems().empty());
}

BOOST_AUTO_TEST_CASE(services_are_had_by_type) {
    EmbeddedNode node(with({"plugins=voice", "only-voice=!"}));
    node.start();

    BOOST_TEST(node.get<toy::Voice>().say("hello") == "hello!");
    BOOST_TEST(node.find<toy::Voice>() == &node.get<toy::Voice>());
    BOOST_TEST(node.every<toy::Voice>().size() == 1U);
    BOOST_TEST(node.find<Tally>() == nullptr);
    BOOST_CHECK_EXCEPTION(node.get<Tally>(), ConfigError, [](const ConfigError& error) {
        return std::string(error.what()).starts_with("nobody provides test.tally/1 in this node");
    });
}

BOOST_AUTO_TEST_CASE(a_binding_decides_for_the_program_too) {
    EmbeddedNode node(
        with({"plugins=voice,shout", "bind=toy.voice=voice", "only-voice=v", "only-shout=s"}));
    node.start();

    BOOST_TEST(node.get<toy::Voice>().say("") == "v");
    BOOST_TEST(node.every<toy::Voice>().size() == 2U);
}

BOOST_AUTO_TEST_CASE(two_nodes_live_in_one_process) {
    EmbeddedNode one(with({"plugins=voice", "only-voice=1"}, "one"));
    EmbeddedNode two(with({"plugins=voice", "only-voice=2"}, "two"));
    one.start();
    two.start();

    BOOST_TEST(one.get<toy::Voice>().say("") == "1");
    BOOST_TEST(one.stop() == 0);
    BOOST_TEST(two.get<toy::Voice>().say("") == "2");
    BOOST_TEST(two.stop() == 0);
}

BOOST_AUTO_TEST_CASE(two_nodes_do_not_share_a_data_folder) {
    EmbeddedNode one(with({"plugins=voice"}));
    EmbeddedNode two(with({"plugins=voice"}));
    one.start();

    BOOST_CHECK_THROW(two.start(), ConfigError);
    BOOST_TEST(two.problems().size() == 1U);
}

BOOST_AUTO_TEST_CASE(every_wrong_option_is_told_in_one_exception) {
    const std::string text =
        refusal(with({"plugins=voice", "volum=1", "volume=101", "threads=none"}));

    BOOST_TEST(text ==
               "unknown option volum; did you mean 'volume'?\n"
               "volume must be a whole number from 0 to 100, not '101'\n"
               "threads must be a whole number from 1 to 1024, not 'none'");
}

BOOST_AUTO_TEST_CASE(every_missing_plugin_is_told_in_one_exception) {
    const std::string text = refusal(with({"plugins=vioce,nobody"}));

    BOOST_TEST(text.starts_with("unknown plugin 'vioce': not in "));
    BOOST_TEST(text.find("did you mean 'voice'?\nunknown plugin 'nobody'") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_the_program_plexus_is_for_is_refused) {
    for (const char* setting : {"help=true", "plan=true", "log-level=debug"}) {
        BOOST_TEST(refusal(with({setting, "plugins=voice"})).starts_with("unknown option "),
                   setting);
    }
    BOOST_TEST(refusal(with({"plugins"})) == "'plugins' is no setting; write key=value");
}

BOOST_AUTO_TEST_CASE(the_file_that_config_names_is_read) {
    const std::string config = (folder.path() / "node.ini").string();
    std::ofstream(config) << "plugins = voice\n[voice]\nonly-voice = ?\n";
    EmbeddedNode node(with({"config=" + config}));

    node.start();

    BOOST_TEST(node.get<toy::Voice>().say("you") == "you?");
}

BOOST_AUTO_TEST_CASE(the_installed_plugins_lie_beside_the_library) {
    EmbeddedNode node({"plugins=scoring", "data-dir=" + (folder.path() / "node").string()});

    BOOST_CHECK_NO_THROW(node.start());
}

BOOST_AUTO_TEST_CASE(a_failing_plugin_undoes_the_start_and_frees_the_folder) {
    EmbeddedNode failing(with({"plugins=voice,trouble", "at=start"}));
    BOOST_CHECK_EXCEPTION(failing.start(), std::runtime_error, [](const std::exception& error) {
        return error.what() == std::string("plugin 'trouble' failed to start: trouble at start");
    });

    EmbeddedNode next(with({"plugins=voice"}));
    BOOST_CHECK_NO_THROW(next.start());
    BOOST_TEST(failing.stop() == 1);
    BOOST_CHECK_THROW(failing.find<toy::Voice>(), std::logic_error);
}

BOOST_AUTO_TEST_CASE(what_the_operator_can_mend_is_a_configuration_error) {
    EmbeddedNode node(with({"plugins=trouble", "at=config"}));

    BOOST_CHECK_EXCEPTION(node.start(), ConfigError, [](const ConfigError& error) {
        return std::string(error.what()).starts_with("trouble: port 1 is taken");
    });
}

BOOST_AUTO_TEST_CASE(a_plugin_that_dies_ends_the_waiting) {
    EmbeddedNode node(with({"plugins=voice,trouble", "at=run"}));
    node.start();

    BOOST_TEST(node.wait() == 1);
    BOOST_TEST(node.problems() == Arguments{"plugin 'trouble' died: trouble at run"},
               boost::test_tools::per_element());
    BOOST_TEST(node.get<toy::Voice>().say("still here") == "still here");
}

BOOST_AUTO_TEST_CASE(a_plugin_may_end_the_node_with_a_code) {
    EmbeddedNode node(with({"plugins=trouble", "at=exit"}));
    node.start();

    BOOST_TEST(node.wait() == 7);
    BOOST_TEST(node.stop() == 7);
}

BOOST_AUTO_TEST_CASE(another_thread_may_stop_it) {
    EmbeddedNode node(with({"plugins=voice"}));
    node.start();
    std::promise<void> waiting;
    std::thread other([&] {
        waiting.get_future().wait();
        node.stop();
    });

    waiting.set_value();
    BOOST_TEST(node.wait() == 0);
    BOOST_TEST(node.stop() == 0);
    other.join();
}

BOOST_AUTO_TEST_CASE(a_wish_to_stop_may_come_before_the_start) {
    EmbeddedNode node(with({"plugins=voice"}));
    node.request_stop();

    BOOST_CHECK_EXCEPTION(node.start(), boost::system::system_error, [](const auto& error) {
        return error.code() == asio::error::operation_aborted;
    });
    BOOST_TEST(node.wait() == 0);
}

BOOST_AUTO_TEST_CASE(it_may_be_destroyed_without_a_stop_or_a_start) {
    { const EmbeddedNode never_started(with({"plugins=voice"})); }
    std::ostringstream printed;
    std::streambuf* const terminal = std::cout.rdbuf(printed.rdbuf());
    {
        EmbeddedNode running(with({"plugins=listener,voice"}));
        running.start();
    }
    std::cout.rdbuf(terminal);

    BOOST_TEST(printed.str().starts_with("made\nstarted with 1\n"));
    BOOST_TEST(printed.str().ends_with("stopped\ndestroyed\n"));
}

BOOST_AUTO_TEST_CASE(one_that_hangs_is_left_alone_when_time_is_up) {
    EmbeddedNode node(with({"plugins=trouble,voice", "at=exit-and-hang", "stop-within=100ms"}));
    node.start();

    BOOST_TEST(node.wait() == 1);  // the plugin wants the end once it is deaf
    BOOST_TEST(node.stop() == 1);
    BOOST_TEST(node.hung());
    BOOST_TEST(
        node.problems() == Arguments{"the node did not stop in time; still busy: trouble run"},
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(lookups_wait_for_the_start) {
    EmbeddedNode node(with({"plugins=voice"}));

    BOOST_CHECK_THROW(node.get<toy::Voice>(), std::logic_error);
    BOOST_CHECK_THROW(node.executor(), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_plugin_of_the_program_is_part_of_the_node) {
    EmbeddedNode node(with({"plugins=voice", "prompter.word=well"}), {.plugins = {&prompter}});
    node.start();

    BOOST_TEST(node.get<Tally>().said == "well");
}

BOOST_AUTO_TEST_CASE(a_plugin_of_the_program_has_needs_like_any_other) {
    const std::string text = refusal(with({}), {.plugins = {&prompter}});

    BOOST_TEST(text.starts_with("nobody provides toy.voice/1, which prompter needs; add one of"));
}

BOOST_AUTO_TEST_CASE(a_plugin_of_the_program_goes_before_a_file_and_needs_its_own_name) {
    const PluginDescriptor voice = describe_plugin<Prompter, "voice", "1.0.0", "prompts">();

    BOOST_TEST(refusal(with({"plugins=voice"}), {.plugins = {&voice}})
                   .starts_with("nobody provides toy.voice/1, which voice needs"));
    BOOST_TEST(refusal(with({}), {.plugins = {&prompter, &prompter}}) ==
               "two plugins of this program are called 'prompter'");
}

BOOST_AUTO_TEST_CASE(two_nodes_log_through_what_the_program_has_set_up) {
    boost::log::core::get()->set_logging_enabled(true);
    const testing::LogCapture log;
    EmbeddedNode one(with({"plugins=voice"}, "one"));
    EmbeddedNode two(with({"plugins=voice,shout", "bind=toy.voice=voice"}, "two"));

    one.start();
    two.start();

    BOOST_TEST(log.count("info node started plugins=1") == 1U);
    BOOST_TEST(log.count("info node started plugins=2") == 1U);
}

BOOST_AUTO_TEST_CASE(it_takes_no_signal) {
    const auto handlers = [] {
        std::vector<void (*)(int)> found;
        for (int number = 1; number < SIGRTMIN; ++number) {
            struct sigaction action {};
            ::sigaction(number, nullptr, &action);
            found.push_back(action.sa_handler);
        }
        return found;
    };
    const std::vector<void (*)(int)> before = handlers();

    EmbeddedNode node({"plugins=eth68,devnet", std::string("devnet.genesis=") + GENESIS,
                       "identity.port=0", "listen-address=127.0.0.1",
                       "data-dir=" + (folder.path() / "node").string()});
    node.start();

    BOOST_TEST((handlers() == before));
}

BOOST_AUTO_TEST_SUITE_END()
