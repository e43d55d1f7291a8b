// Plugins that join and leave a running node: real shared objects, real threads.
#include <boost/log/core.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <future>
#include <thread>

#include <api/async/clock.hpp>
#include <api/eth/handlers.hpp>
#include <embed/embedded_node.hpp>
#include <kit/handlers/handler_call.hpp>
#include <kit/testing/fake_peer.hpp>
#include <tests/kernel/temporary_folder.hpp>
#include <tests/toy_plugins/numbered_block.hpp>
#include <tests/toy_plugins/voice.hpp>

namespace {

using namespace plexus;
using plexus::kernel::TemporaryFolder;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

using Words = std::vector<std::string>;

/// Blocks a second that the feeders hand out together, as far as the handlers keep up.
constexpr std::uint64_t attempted_rate = 6'000;
/// Blocks that have gone out before each change: on a slow machine the changes wait for them.
constexpr std::uint64_t blocks_a_change = 5;

/// The way of the blocks of one feeder.
struct Feed {
    std::atomic<std::uint64_t> handed_out = 0;
    std::atomic<std::uint64_t> exceptions = 0;
    std::promise<void> ended;

    std::uint64_t handled = 0;  // by the handler that stays, on the strand of the feeder
    std::uint64_t faults = 0;   // blocks that it missed, or had twice or too early
};

/// What the feeders and the test tell each other.
struct Feeds {
    std::atomic<bool> enough = false;
    std::array<Feed, toy::feeders> each{};

    std::uint64_t handed_out() const {
        std::uint64_t sum = 0;
        for (const Feed& feed : each) sum += feed.handed_out;
        return sum;
    }
};

Feeds* feeds = nullptr;  // of the running test: a plugin is made from its Host alone

/// Hands numbered blocks to every handler, on its own strand, at its share of `attempted_rate`,
/// until the test has had enough.
template <std::size_t index>
class Feeder final : public Plugin {
public:
    static constexpr std::array<ServiceKey, 0> provides{};
    static constexpr std::array needs{all<eth::BlockHandler, When::any_time>};

    explicit Feeder(Host& host) : host_(host), handler_failures_(host) {}

    awaitable<void> run() override {
        origin_.peer = std::make_shared<testing::FakePeer>(host_.strand(), net::Node{});
        const auto began = std::chrono::steady_clock::now();
        while (!feeds->enough) {
            const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began;
            if (static_cast<double>(feed_.handed_out) < passed.count() * blocks_a_second) {
                co_await hand_out_next();
            } else {
                co_await sleep_for(1ms);
            }
        }
        feed_.exceptions =
            handler_failures_.exceptions.value() + handler_failures_.timeouts.value();
        feed_.ended.set_value();
    }

private:
    static constexpr double blocks_a_second = double(attempted_rate) / toy::feeders;

    awaitable<void> hand_out_next() {
        block_.number = toy::block_number(feed_.handed_out, index);
        ++feed_.handed_out;
        const Leases<eth::BlockHandler> handlers = host_.every<eth::BlockHandler>();
        for (eth::BlockHandler& handler : handlers) {
            awaitable<eth::ValidationResult> call = handler.on_block(origin_, block_);
            co_await handlers::guarded(handler_failures_, typeid(handler), std::move(call));
        }
    }

    Feed& feed_ = feeds->each[index];
    Host& host_;
    handlers::HandlerFailures handler_failures_;
    eth::Origin origin_;
    eth::RawBlock block_;
};

/// Stays from the first to the last block.
class Resident final : public Plugin, public eth::BlockHandler {
public:
    static constexpr std::array provides{eth::BlockHandler::key};
    static constexpr std::array<Need, 0> needs{};

    explicit Resident(Host& host) { host.publish<eth::BlockHandler>(*this); }

    awaitable<eth::ValidationResult> on_block(const eth::Origin&,
                                              const eth::RawBlock& block) override {
        Feed& feed = feeds->each[toy::feeder_of(block.number)];
        if (toy::position_of(block.number) != feed.handled++) ++feed.faults;
        co_return eth::ValidationResult::accept;
    }
};

static_assert(toy::feeders == 4);
constexpr PluginDescriptor feeder_0 = describe_plugin<Feeder<0>, "feeder-0", "1.0.0", "feeds">();
constexpr PluginDescriptor feeder_1 = describe_plugin<Feeder<1>, "feeder-1", "1.0.0", "feeds">();
constexpr PluginDescriptor feeder_2 = describe_plugin<Feeder<2>, "feeder-2", "1.0.0", "feeds">();
constexpr PluginDescriptor feeder_3 = describe_plugin<Feeder<3>, "feeder-3", "1.0.0", "feeds">();
constexpr PluginDescriptor resident = describe_plugin<Resident, "resident", "1.0.0", "stays">();

/// A node with plugins of its own folder, to which files can be copied.
struct Living {
    Living() {
        boost::log::core::get()->set_logging_enabled(false);
        fs::create_directory(plugins());
    }
    ~Living() { boost::log::core::get()->set_logging_enabled(true); }

    fs::path plugins() const { return folder.path() / "plugins"; }

    std::vector<std::string> settings() const {
        return {"plugins=", "plugin-dir=" + plugins().string(),
                "data-dir=" + (folder.path() / "node").string()};
    }

    /// As an operator should: written beside, then renamed over.
    void install(const std::string& built) const {
        const fs::path file = plugins() / fs::path(built).filename();
        const fs::path fresh = file.string() + ".new";
        fs::copy_file(built, fresh);
        fs::rename(fresh, file);
    }

    TemporaryFolder folder;
};

/// "voice running", one for each plugin.
Words states(EmbeddedNode& node) {
    Words lines;
    for (const PluginStatus& plugin : node.plugins()) {
        lines.push_back(plugin.name + " " + std::string(to_string(plugin.state)));
    }
    return lines;
}

/// What joining has to say against it; empty if nothing.
std::string refusal(EmbeddedNode& node, const std::string& plugin, PluginSettings settings = {}) {
    try {
        node.join(plugin, std::move(settings));
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "";
}

std::string said(EmbeddedNode& node, const std::string& word) {
    const Leases<toy::Voice> voices = node.every<toy::Voice>();
    return voices.empty() ? "" : voices.begin()->say(word);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(changes_of_an_embedded_node, Living)

BOOST_AUTO_TEST_CASE(a_plugin_joins_by_name_with_settings_and_leaves) {
    install(GOOD_PLUGINS "/voice.so");
    EmbeddedNode node(settings());
    node.start();

    node.join("voice", {{"only-voice", "!"}});

    BOOST_TEST(said(node, "hello") == "hello!");
    const std::vector<PluginStatus> plugins = node.plugins();
    BOOST_TEST_REQUIRE(plugins.size() == 1U);
    BOOST_TEST(plugins.front().file == (this->plugins() / "voice.so").string());
    node.leave("voice");
    BOOST_TEST(states(node).empty());
    BOOST_TEST(node.stop() == 0);
}

BOOST_AUTO_TEST_CASE(a_plugin_joins_by_the_path_of_its_file) {
    EmbeddedNode node(settings());
    node.start();

    node.join(GOOD_PLUGINS "/voice.so");

    BOOST_TEST(said(node, "hello") == "hello");
    BOOST_TEST(node.plugins().front().file == GOOD_PLUGINS "/voice.so");
}

BOOST_AUTO_TEST_CASE(a_rebuilt_plugin_takes_the_place_of_the_running_one) {
    install(GOOD_PLUGINS "/voice.so");
    EmbeddedNode node(settings());
    node.start();
    node.join("voice");
    BOOST_TEST(said(node, "hello") == "hello");

    install(LATER_PLUGINS "/voice.so");
    BOOST_TEST(said(node, "hello") == "hello");  // the old code is still mapped
    node.leave("voice");
    node.join("voice");

    BOOST_TEST(said(node, "hello") == "hello, rebuilt");
}

BOOST_AUTO_TEST_CASE(a_newcomer_that_fails_is_an_error_to_the_requester_and_the_node_goes_on) {
    install(GOOD_PLUGINS "/voice.so");
    EmbeddedNode node(settings());
    node.start();
    node.join("voice");

    const auto trouble = [&](const std::string& step) {
        return refusal(node, GOOD_PLUGINS "/trouble.so", {{"at", step}});
    };
    BOOST_TEST(trouble("constructor") ==
               "plugin 'trouble' could not be made: trouble at constructor");
    BOOST_TEST(trouble("start") == "plugin 'trouble' failed to start: trouble at start");
    BOOST_TEST(trouble("config").ends_with("port 1 is taken; choose another with --trouble.port"));
    BOOST_TEST(trouble("run") == "plugin 'trouble' failed to run: trouble at run");
    BOOST_TEST(states(node) == Words{"voice running"}, boost::test_tools::per_element());
    trouble("run-later");  // whether it joined before or not, it is removed when its run() fails
    while (node.plugins().size() > 1) std::this_thread::sleep_for(1ms);
    BOOST_TEST(refusal(node, "vioce").ends_with("did you mean 'voice'?"));

    BOOST_TEST(states(node) == Words{"voice running"}, boost::test_tools::per_element());
    BOOST_TEST(said(node, "hello") == "hello");
    BOOST_TEST(node.stop() == 0);
}

BOOST_AUTO_TEST_CASE(what_is_required_stays) {
    install(GOOD_PLUGINS "/voice.so");
    EmbeddedNode node(settings());
    node.start();
    node.join("voice");
    node.join(GOOD_PLUGINS "/pupil.so");

    BOOST_CHECK_EXCEPTION(node.leave("voice"), ConfigError, [](const ConfigError& error) {
        return error.what() == std::string("plugin 'voice' cannot leave: pupil requires it");
    });
    node.leave("pupil");
    node.leave("voice");
    BOOST_TEST(states(node).empty());
}

BOOST_AUTO_TEST_CASE(a_handler_joins_and_leaves_a_thousand_times_while_blocks_are_handed_out) {
    Feeds fed;
    feeds = &fed;
    EmbeddedNode node(settings(),
                      {.plugins = {&feeder_0, &feeder_1, &feeder_2, &feeder_3, &resident}});
    node.start();
    const auto began = std::chrono::steady_clock::now();

    for (std::uint64_t i = 0; i < 1'000; ++i) {
        while (fed.handed_out() < i * blocks_a_change) std::this_thread::sleep_for(100us);
        node.join(GOOD_PLUGINS "/visitor.so");
        node.leave("visitor");
    }

    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    fed.enough = true;
    for (Feed& feed : fed.each) feed.ended.get_future().wait();
    BOOST_TEST(node.stop() == 0);
    for (const Feed& feed : fed.each) {
        BOOST_TEST(feed.handled == feed.handed_out);
        BOOST_TEST(feed.faults == 0U);
        BOOST_TEST(feed.exceptions == 0U);
    }
    BOOST_TEST_MESSAGE(fed.handed_out() << " blocks in " << seconds.count() << " s");
}

BOOST_AUTO_TEST_SUITE_END()
