#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <iostream>
#include <sstream>

#include <api/net/discovery_query.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/loop.hpp>
#include <kit/testing/network.hpp>
#include <test_host/test_host.hpp>

using namespace plexus;

extern "C" const PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

namespace crawl_plugin {
namespace {

/// A network of which nobody is heard.
class Silence final : public net::Discv4Query {
public:
    awaitable<std::vector<net::Node>> bootnodes() override { co_return std::vector<net::Node>{}; }
    awaitable<Result<net::NodeRecordPtr>> record(net::Node) override {
        co_return make_error_code(Errc::timed_out);
    }
    awaitable<Result<std::vector<net::Node>>> neighbors(net::Node, unsigned) override {
        co_return make_error_code(Errc::timed_out);
    }
};

struct Fixture {
    testing::Loop loop;
    testing::Network network{loop};
    testing::FakeLocalNode local{1};
    testing::MemoryTransport transport{network, local};
    testing::FakeProfile profile;
    Silence silence;
    testing::TestHost host{loop.executor(), "crawl"};

    std::unique_ptr<Plugin> create() {
        host.provide<net::Discv4Query>(silence);
        host.provide<net::Transport>(transport);
        host.provide<chain::ChainProfile>(profile);
        return host.create(plexus_plugin_v1);
    }
};

}  // namespace
}  // namespace crawl_plugin

BOOST_FIXTURE_TEST_SUITE(crawl_plugin, Fixture)

BOOST_AUTO_TEST_CASE(a_crawl_that_nobody_responds_to_leaves_the_files_as_they_are) {
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / "plexus_crawl_of_nobody.json";
    std::filesystem::remove(file);
    host.set("out", file.string());
    const auto plugin = create();
    std::ostringstream text;
    std::streambuf* const before = std::cerr.rdbuf(text.rdbuf());
    const int code = loop.run(plugin->command("crawl", {}));
    std::cerr.rdbuf(before);

    BOOST_TEST(code == 1);
    BOOST_TEST(text.str().find("no node responded") != std::string::npos);
    BOOST_TEST(!std::filesystem::exists(file));
}

BOOST_AUTO_TEST_SUITE_END()
