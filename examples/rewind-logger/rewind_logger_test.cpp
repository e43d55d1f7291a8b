#define BOOST_TEST_MODULE rewind_logger
#include <boost/test/unit_test.hpp>

#include <api/chain/chain_follower.hpp>
#include <kit/testing/eth/fake_store.hpp>
#include <kit/testing/loop.hpp>
#include <test_host/test_host.hpp>

#include <iostream>
#include <sstream>

using namespace plexus;

extern "C" const PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

namespace {

std::string line(const char* what, const chain::StoredBlock& block) {
    return what + std::to_string(block.number) + " 0x" + to_hex(block.hash) + '\n';
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_change_is_printed) {
    testing::Loop loop;
    testing::FakeChain chain;
    chain.extend(3);
    testing::FakeStore store(chain);
    testing::TestHost host(loop.executor(), "rewind_logger");
    host.provide<chain::ChainWriter>(store);
    const auto plugin = host.create(plexus_plugin_v1);
    auto& follower = host.published<chain::ChainFollower>();
    const std::vector<chain::BlockRef> removed{chain::ref_of(chain.block(3)),
                                               chain::ref_of(chain.block(2))};

    std::ostringstream printed;
    std::streambuf* const terminal = std::cout.rdbuf(printed.rdbuf());
    loop.run(follower.on_extended(chain.blocks(2, 3)));
    loop.run(follower.on_rewound(chain::ref_of(chain.block(1)), removed));
    std::cout.rdbuf(terminal);

    BOOST_TEST(follower.follower_name() == "rewind_logger");
    BOOST_TEST(printed.str() == line("extended ", chain.block(2)) +
                                    line("extended ", chain.block(3)) +
                                    line("rewound to ", chain.block(1)));
}
