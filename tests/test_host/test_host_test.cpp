#include <test_host/test_host.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/log/core.hpp>
#include <boost/test/unit_test.hpp>

#include <embed/embedded_node.hpp>
#include <kit/testing/loop.hpp>
#include <kit/testing/plugin_life.hpp>
#include <tests/kernel/temporary_folder.hpp>

namespace {

using namespace plexus;
using namespace std::chrono_literals;
using boost::test_tools::per_element;

using Words = std::vector<std::string>;

struct Voice {
    static constexpr ServiceKey key{"toy.voice", 1, Cardinality::one};
};

struct Ear {
    static constexpr ServiceKey key{"toy.ear", 1, Cardinality::many};
};

/// What plugins tell of the values that they were given.
Words seen;

/// A plugin with an option of each kind whose rules are easily told twice.
class Picky final : public Plugin {
public:
    static constexpr std::array<ServiceKey, 0> provides{};
    static constexpr std::array<Need, 0> needs{};
    static constexpr Option<bool> flag{.name = "flag"};
    static constexpr Option<std::chrono::milliseconds> pause{.name = "pause", .fallback = 1s};
    static constexpr Option<Words> words{.name = "words"};
    static constexpr Option<Words> letters{.name = "letters", .choices = {"a", "b"}};
    static constexpr OptionList options{flag, pause, words, letters};

    explicit Picky(Host& host) {
        seen = {host[flag] ? "true" : "false", std::to_string(host[pause].count())};
        for (const std::string& word : host[words]) seen.push_back(word);
        for (const std::string& letter : host[letters]) seen.push_back(letter);
    }
};

class Forgetful final : public Plugin {
public:
    static constexpr std::array provides{Voice::key};
    static constexpr std::array<Need, 0> needs{};
    explicit Forgetful(Host&) {}
};

class Repeating final : public Plugin {
public:
    static constexpr std::array provides{Voice::key};
    static constexpr std::array<Need, 0> needs{};
    explicit Repeating(Host& host) {
        host.publish(voice_);
        host.publish(voice_);
    }

private:
    Voice voice_;
};

class Hasty final : public Plugin {
public:
    static constexpr std::array<ServiceKey, 0> provides{};
    static constexpr std::array needs{all<Ear>};
    explicit Hasty(Host& host) { host.every<Ear>(); }
};

class Speaker final : public Plugin {
public:
    static constexpr std::array provides{Voice::key};
    static constexpr std::array<Need, 0> needs{};
    explicit Speaker(Host& host) { host.publish(voice_); }

private:
    Voice voice_;
};

class User final : public Plugin {
public:
    static constexpr std::array<ServiceKey, 0> provides{};
    static constexpr std::array needs{one<Voice>};
    explicit User(Host& host) { host.get<Voice>(); }
};

constexpr PluginDescriptor picky = describe_plugin<Picky, "picky", "1.0.0", "has options">();
constexpr PluginDescriptor forgetful =
    describe_plugin<Forgetful, "forgetful", "1.0.0", "publishes nothing">();
constexpr PluginDescriptor repeating =
    describe_plugin<Repeating, "repeating", "1.0.0", "publishes twice">();
constexpr PluginDescriptor hasty = describe_plugin<Hasty, "hasty", "1.0.0", "collects too early">();
constexpr PluginDescriptor user = describe_plugin<User, "user", "1.0.0", "needs a voice">();
constexpr PluginDescriptor speaker = describe_plugin<Speaker, "speaker", "1.0.0", "is one">();
constexpr PluginDescriptor second = describe_plugin<Speaker, "second", "1.0.0", "is another">();

std::string name_of(const PluginDescriptor& plugin) {
    return read_metadata("a plugin", {plugin.metadata, plugin.metadata_size}).name;
}

Words prefixed(const PluginDescriptor& plugin, const Words& options) {
    Words full;
    for (const std::string& option : options) full.push_back(name_of(plugin) + "." + option);
    return full;
}

/// The sentence with which a call fails.
std::string problem_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const std::exception& problem) {
        return problem.what();
    }
    return "none";
}

/// Runs a plugin on a test host, and in a node, and tells what came of it.
struct BothTruths {
    BothTruths() { boost::log::core::get()->set_logging_enabled(false); }
    ~BothTruths() { boost::log::core::get()->set_logging_enabled(true); }

    /// Options as "name=value".
    Words on_test_host(const PluginDescriptor& plugin, const Words& options) {
        testing::Loop loop;
        testing::TestHost host(loop.executor(), name_of(plugin));
        for (const std::string& option : options) {
            const std::size_t equals = option.find('=');
            host.set(option.substr(0, equals), option.substr(equals + 1));
        }
        seen.clear();
        try {
            host.create(plugin);
            return seen;
        } catch (const std::exception& refusal) {
            return {"refused", refusal.what()};
        }
    }

    Words in_a_node(std::vector<const PluginDescriptor*> plugins, const Words& options) {
        Words settings = options;
        settings.push_back("data-dir=" + (folder.path() / "node").string());
        seen.clear();
        try {
            EmbeddedNode node(settings, {.plugins = std::move(plugins)});
            node.start();
            return seen;
        } catch (const std::exception& refusal) {
            return {"refused", refusal.what()};
        }
    }

    /// @param options  "name=value", without the plugin's prefix
    void agree(const PluginDescriptor& plugin, const Words& options, const Words& expected) {
        BOOST_TEST(on_test_host(plugin, options) == expected, per_element());
        BOOST_TEST(in_a_node({&plugin}, prefixed(plugin, options)) == expected, per_element());
    }

    /// Both refuse the value with this sentence.
    void refuse(const PluginDescriptor& plugin, const Words& options, const std::string& sentence) {
        agree(plugin, options, {"refused", sentence});
    }

    /// Both refuse what the plugin does in its constructor. The node says also which plugin it was.
    void refuse_construction(const PluginDescriptor& plugin, const std::string& sentence) {
        const Words alone{"refused", sentence};
        const Words named{"refused",
                          "plugin '" + name_of(plugin) + "' could not be made: " + sentence};
        BOOST_TEST(on_test_host(plugin, {}) == alone, per_element());
        BOOST_TEST(in_a_node({&plugin}, {}) == named, per_element());
    }

    kernel::TemporaryFolder folder;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(test_host_and_kernel, BothTruths)

BOOST_AUTO_TEST_CASE(a_flag_without_a_value_is_no_flag) {
    refuse(picky, {"flag="}, "picky.flag must be true or false, not ''");
}

BOOST_AUTO_TEST_CASE(a_flag_has_its_words) {
    agree(picky, {"flag=yes"}, {"true", "1000"});
    agree(picky, {"flag=on"}, {"true", "1000"});
    agree(picky, {"flag=0"}, {"false", "1000"});
    refuse(picky, {"flag=maybe"}, "picky.flag must be true or false, not 'maybe'");
}

BOOST_AUTO_TEST_CASE(a_duration_may_be_in_days) {
    agree(picky, {"pause=2d"}, {"false", "172800000"});
    refuse(picky, {"pause=2w"},
           "picky.pause must be a duration such as 500ms, 30s, 10m, 2h or 7d from 0s, not '2w'");
}

BOOST_AUTO_TEST_CASE(empty_items_of_a_list_do_not_count) {
    agree(picky, {"words=one,,two,"}, {"false", "1000", "one", "two"});
}

BOOST_AUTO_TEST_CASE(each_item_of_a_list_is_one_of_its_choices) {
    agree(picky, {"letters=b,a"}, {"false", "1000", "b", "a"});
    refuse(picky, {"letters=b,c"}, "picky.letters must be a list out of a and b, not 'c'");
}

BOOST_AUTO_TEST_CASE(what_is_promised_is_published) {
    refuse_construction(
        forgetful,
        "plugin 'forgetful' provides toy.voice/1 by its declaration, but did not publish it");
}

BOOST_AUTO_TEST_CASE(what_a_node_has_one_of_is_published_once) {
    refuse_construction(repeating, "plugin 'repeating' publishes toy.voice/1 twice");
}

BOOST_AUTO_TEST_CASE(nothing_is_collected_in_a_constructor) {
    refuse_construction(
        hasty, "plugin 'hasty' collects toy.ear/1 in its constructor; do so from start() on");
}

BOOST_AUTO_TEST_CASE(one_provider_is_neither_none_nor_two) {
    testing::Loop loop;
    testing::TestHost host(loop.executor(), "user");
    Voice first, other;

    BOOST_TEST(problem_of([&] { host.create(user); }) ==
               "nobody in this node provides toy.voice/1, which user requires; join a plugin that "
               "does first");
    host.provide(first);
    BOOST_TEST(problem_of([&] { host.create(user); }) == "none");
    host.provide(other);
    BOOST_TEST(problem_of([&] { host.create(user); }) ==
               "user uses one toy.voice/1, but fake 1 and fake 2 provide it");
    BOOST_TEST(in_a_node({&user}, {}) ==
                   (Words{"refused", "nobody provides toy.voice/1, which user needs"}),
               per_element());
    BOOST_TEST(in_a_node({&user, &speaker}, {}) == Words{}, per_element());
    BOOST_TEST(in_a_node({&user, &speaker, &second}, {}) ==
                   (Words{"refused",
                          "a node has one provider of toy.voice/1, but second and speaker provide "
                          "it; leave the others out, or decide with --bind toy.voice=second"}),
               per_element());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// A plugin that uses a bit of everything.
class Listener final : public Plugin, public Voice {
public:
    static constexpr std::array provides{Voice::key};
    static constexpr std::array needs{all<Ear>};
    static constexpr Option<std::chrono::milliseconds> pause{.name = "pause", .fallback = 30s};
    static constexpr OptionList options{pause};

    explicit Listener(Host& host) : interval(host[pause]), host_(host) {
        host.publish<Voice>(*this);
        host.metrics().counter({"toy_listeners_total", "Listeners that were made"}).add();
    }

    awaitable<void> start() override {
        watch_ = host_.watch<Ear>([this](const Lease<Ear>& ear, ServiceChange change) {
            steps += change == ServiceChange::joined ? "joined " : "leaving ";
            last = change == ServiceChange::joined ? ear : nullptr;
        });
        steps += "start ";
        co_return;
    }
    awaitable<void> run() override {
        steps += "run ";
        co_await sleep_for(1000h);
    }
    awaitable<void> stop() override {
        watch_.reset();
        steps += "stop";
        co_return;
    }

    std::chrono::milliseconds interval;
    std::string steps;
    Lease<Ear> last;

private:
    Host& host_;
    Subscription watch_;
};

struct OneHost {
    testing::Loop loop;
    testing::TestHost host{loop.executor(), "listener"};
    Ear ear;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(test_host, OneHost)

BOOST_AUTO_TEST_CASE(a_plugin_finds_its_settings_and_publishes_its_services) {
    host.set("pause", "5m");

    const auto plugin = host.create<Listener>();

    BOOST_TEST((plugin->interval == 5min));
    BOOST_TEST(&host.published<Voice>() == plugin.get());
    BOOST_TEST(host.metrics().value("toy_listeners_total") == 1);
}

BOOST_AUTO_TEST_CASE(a_life_begins_and_ends_in_the_kernels_order) {
    const auto plugin = host.create<Listener>();
    testing::PluginLife life(loop, host, *plugin);

    life.begin();
    loop.advance(1h);
    life.end();

    BOOST_TEST(plugin->steps == "start run stop");
}

BOOST_AUTO_TEST_CASE(a_provider_may_join_and_leave_and_is_held_meanwhile) {
    const auto plugin = host.create<Listener>();
    testing::PluginLife life(loop, host, *plugin);
    life.begin();

    host.provide(ear);
    loop.settle();
    BOOST_TEST(plugin->last.get() == &ear);
    host.withdraw(ear);
    BOOST_TEST(host.holds(ear));
    loop.settle();

    BOOST_TEST(!host.holds(ear));
    BOOST_TEST(plugin->steps == "start run joined leaving ");
    life.end();
}

BOOST_AUTO_TEST_CASE(a_plugin_can_be_made_again) {
    host.create<Listener>().reset();

    const auto plugin = host.create<Listener>();

    BOOST_TEST(&host.published<Voice>() == plugin.get());
}

BOOST_AUTO_TEST_CASE(each_host_has_a_folder_of_its_own_while_it_lives) {
    std::filesystem::path path;
    {
        const testing::TestHost other(loop.executor(), "other");
        path = other.data_dir();
        BOOST_TEST(std::filesystem::is_directory(path));
        BOOST_TEST(path != host.data_dir());
    }
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_SUITE_END()
