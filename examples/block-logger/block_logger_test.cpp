#define BOOST_TEST_MODULE block_logger
#include <boost/test/unit_test.hpp>

#include <api/eth/handlers.hpp>
#include <kit/testing/eth/fake_eth_pool.hpp>
#include <kit/testing/loop.hpp>
#include <test_host/test_host.hpp>

#include <iostream>
#include <sstream>

using namespace plexus;

extern "C" const PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

BOOST_AUTO_TEST_CASE(a_block_is_one_line_and_nothing_in_it_moves_the_cursor) {
    testing::Loop loop;
    testing::FakeEthPool pool(loop);
    testing::TestHost host(loop.executor(), "block_logger");
    host.provide<net::PeerPool>(pool);
    const auto plugin = host.create(plexus_plugin_v1);
    testing::FakeChain chain;
    chain.extend(7);
    const auto peer = pool.join(std::make_shared<testing::FakeRemote>(chain, 7));
    peer->name = "evil\r\x1b[2J/v1";
    const eth::Origin origin{.peer = peer, .source = eth::Source::response};
    const eth::RawBlock block = chain.raw_block(7);

    std::ostringstream printed;
    std::streambuf* const terminal = std::cout.rdbuf(printed.rdbuf());
    const auto validation = loop.run(host.published<eth::BlockHandler>().on_block(origin, block));
    std::cout.rdbuf(terminal);

    const std::size_t bytes = block.header.size() + block.body.size();
    BOOST_TEST((validation == eth::ValidationResult::accept));
    BOOST_TEST(printed.str() == "block 7 " + to_hex(block.hash).substr(0, 8) +
                                    "  2020-09-13 12:27:50  1 txs  " + std::to_string(bytes) +
                                    " bytes  fetched from evil\\x0d\\x1b[2J/v1\n");
}
