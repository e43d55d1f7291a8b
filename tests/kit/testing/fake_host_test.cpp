#include <boost/test/unit_test.hpp>

#include <api/net/discovery.hpp>
#include <api/net/node_store.hpp>
#include <kit/testing/fake_discovery.hpp>
#include <kit/testing/plugin_life.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

/// A plugin that uses a bit of everything.
class Seeker final : public Plugin, public net::Discovery {
public:
    static constexpr std::array provides{net::Discovery::key};
    static constexpr std::array needs{one<net::Discovery>, maybe<net::NodeStore>};

    static void options(Options& options) {
        OptionSpec pause;
        pause.name = "pause";
        pause.kind = OptionKind::duration;
        pause.fallback = "30s";
        pause.minimum = 1;
        options.declare(std::move(pause));
    }

    explicit Seeker(Host& host)
        : pause(host.settings().duration("pause")), source_(host.get<net::Discovery>()) {
        BOOST_TEST(host.find<net::NodeStore>() == nullptr);
        host.publish<net::Discovery>(*this);
        host.metrics().metric("seeker.made").add();
    }

    awaitable<void> start() override {
        steps += "start ";
        co_return;
    }
    awaitable<void> run() override {
        steps += "run ";
        co_await sleep_for(1000h);
    }
    awaitable<void> stop() override {
        steps += "stop";
        co_return;
    }
    awaitable<Result<net::Node>> next() override { return source_.next(); }

    std::chrono::milliseconds pause;
    std::string steps;

private:
    net::Discovery& source_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(fake_host)

BOOST_AUTO_TEST_CASE(a_plugin_finds_its_settings_and_its_services) {
    testing::Loop loop;
    testing::FakeDiscovery source(loop);
    testing::FakeHost host(loop, "seeker");
    host.provide<net::Discovery>(source);
    host.set("pause", "5m");

    const auto plugin = host.create<Seeker>();

    BOOST_TEST((plugin->pause == 5min));
    BOOST_TEST(&host.published<net::Discovery>() == plugin.get());
    BOOST_TEST(host.test_metrics().value("seeker.made") == 1);
}

BOOST_AUTO_TEST_CASE(a_default_holds_where_nothing_is_set) {
    testing::Loop loop;
    testing::FakeDiscovery source(loop);
    testing::FakeHost host(loop, "seeker");
    host.provide<net::Discovery>(source);

    BOOST_TEST((host.create<Seeker>()->pause == 30s));
}

BOOST_AUTO_TEST_CASE(what_the_kernel_would_refuse_is_refused) {
    testing::Loop loop;
    testing::FakeDiscovery source(loop);
    const auto create_with = [&](const char* option, const char* value) {
        testing::FakeHost host(loop, "seeker");
        host.provide<net::Discovery>(source);
        host.set(option, value);
        host.create<Seeker>();
    };

    BOOST_CHECK_THROW(create_with("pause", "soon"), ConfigError);
    BOOST_CHECK_THROW(create_with("pause", "0ms"), ConfigError);
    BOOST_CHECK_THROW(create_with("paws", "4"), ConfigError);
}

BOOST_AUTO_TEST_CASE(a_missing_provider_is_told) {
    testing::Loop loop;
    testing::FakeHost host(loop, "seeker");

    BOOST_CHECK_THROW(host.create<Seeker>(), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_life_begins_and_ends_in_the_kernels_order) {
    testing::Loop loop;
    testing::FakeDiscovery source(loop);
    testing::FakeHost host(loop, "seeker");
    host.provide<net::Discovery>(source);
    const auto plugin = host.create<Seeker>();
    testing::PluginLife life(loop, host, *plugin);

    life.begin();
    loop.advance(1h);
    life.end();

    BOOST_TEST(plugin->steps == "start run stop");
}

BOOST_AUTO_TEST_SUITE_END()
