#define BOOST_TEST_MODULE block_logger
#include <boost/test/unit_test.hpp>

#include <api/eth/handlers.hpp>
#include <kit/testing/fake_host.hpp>
#include <kit/testing/fake_peer.hpp>
#include <kit/testing/fake_peer_pool.hpp>

#include <iostream>
#include <sstream>

using namespace plexus;

extern "C" const PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

BOOST_AUTO_TEST_CASE(a_block_is_one_line_and_nothing_in_it_moves_the_cursor) {
    testing::Loop loop;
    testing::FakePeerPool pool;
    testing::FakeHost host(loop, "block_logger");
    host.provide<net::PeerPool>(pool);
    const auto plugin = host.create(plexus_plugin_v1);
    const auto peer = std::make_shared<testing::FakePeer>(loop, net::Node{});
    peer->name = "evil\r\x1b[2J/v1";
    const eth::Origin origin{.peer = peer, .source = eth::Source::response};
    const eth::RawBlock block{.number = 7, .time = 86400, .transactions = 3};

    std::ostringstream printed;
    std::streambuf* const terminal = std::cout.rdbuf(printed.rdbuf());
    const auto validation = loop.run(host.published<eth::BlockHandler>().on_block(origin, block));
    std::cout.rdbuf(terminal);

    BOOST_TEST((validation == eth::ValidationResult::accept));
    BOOST_TEST(printed.str() ==
               "block 7 00000000  1970-01-02 00:00:00  3 txs  0 bytes  fetched from evil[2J/v1\n");
}
