#include <boost/test/unit_test.hpp>

#include <api/chain/chain_profile.hpp>
#include <api/plugin/config_error.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/fake_peer_pool.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/log_capture.hpp>
#include <kit/testing/loop.hpp>
#include <test_host/test_host.hpp>

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

using namespace plexus;
using namespace plexus::testing;

namespace {

struct Stage {
    Stage() {
        host.provide<net::PeerPool>(pool).provide<chain::ChainProfile>(profile);
        host.provide<net::LocalNode>(local);
    }

    LogCapture log;
    Loop loop;
    TestHost host{loop.executor(), "fleet"};
    FakePeerPool pool;
    FakeProfile profile;
    FakeLocalNode local{1};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fleet_plugin, Stage)

BOOST_AUTO_TEST_CASE(a_name_that_is_no_token_is_refused) {
    for (const char* name : {"a.b", "a b", "*", ">"}) {
        host.set("name", name);
        BOOST_CHECK_EXCEPTION(host.create(plexus_plugin_v1), ConfigError,
                              [&](const ConfigError& error) {
                                  return std::string(error.what()) ==
                                         "fleet.name is '" + std::string(name) +
                                             "': give letters, digits, - and _, at most 64";
                              });
    }
}

BOOST_AUTO_TEST_SUITE_END()
