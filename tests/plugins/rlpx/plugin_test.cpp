#include <iostream>
#include <kit/testing/loop.hpp>
#include <sstream>
#include <test_host/test_host.hpp>

#include "loopback.hpp"

using namespace plexus;
using namespace plexus::tests;

extern "C" const PluginDescriptor plexus_plugin_v1;

namespace rlpx_plugin {
namespace {

struct Fixture {
    testing::Loop loop;
    testing::FakeLocalNode local{1};
    testing::TestHost host{loop.executor(), "rlpx"};

    std::unique_ptr<Plugin> create() {
        host.provide<net::LocalNode>(local);
        return host.create(plexus_plugin_v1);
    }
};

}  // namespace
}  // namespace rlpx_plugin

BOOST_FIXTURE_TEST_SUITE(rlpx_plugin, Fixture)

BOOST_AUTO_TEST_CASE(it_listens_once_it_is_started) {
    const auto plugin = create();
    BOOST_TEST(local.node().endpoint().tcp_port == 0);

    loop.run(plugin->start());

    BOOST_TEST(local.node().endpoint().tcp_port != 0);
    loop.run(plugin->stop());
}

BOOST_AUTO_TEST_CASE(it_does_not_listen_when_told_so) {
    host.set("listen", "false");
    const auto plugin = create();

    loop.run(plugin->start());

    BOOST_TEST(local.node().endpoint().tcp_port == 0);
    loop.run(plugin->stop());
}

BOOST_AUTO_TEST_CASE(the_ping_command_wants_one_enode) {
    const auto plugin = create();
    std::ostringstream text;
    std::streambuf* const before = std::cerr.rdbuf(text.rdbuf());
    const int none = loop.run(plugin->command("ping", {}));
    const int two = loop.run(plugin->command("ping", {"a", "b"}));
    std::cerr.rdbuf(before);

    BOOST_TEST(none == 2);
    BOOST_TEST(two == 2);
    BOOST_TEST(text.str().find("expected one argument") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
