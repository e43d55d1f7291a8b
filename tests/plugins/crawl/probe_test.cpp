#include <boost/test/unit_test.hpp>

#include <kit/eth/messages/status.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/network.hpp>
#include <plugins/crawl/probe.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace probe {
namespace {

struct Fixture {
    testing::Loop loop;
    testing::Network network{loop};
    testing::FakeLocalNode us{1};
    testing::FakeLocalNode them{2};
    testing::MemoryTransport ours{network, us};
    testing::MemoryTransport theirs{network, them};
    std::vector<net::HelloCapability> capabilities{{"eth", 68}, {"snap", 1}};
    std::optional<eth::Status> status;

    /// Accepts one connection, sends Status if there is one, and waits for the end.
    awaitable<void> serve() {
        const auto incoming = co_await theirs.accept();
        net::Hello hello;
        hello.client = "Geth/v1.17.10\x1b[2J";
        hello.capabilities = capabilities;
        net::ConnectionFilter everyone = [](const net::NodeId&) { return std::nullopt; };
        const Result<net::LinkPtr> link =
            co_await (*incoming)->handshake(std::move(hello), std::move(everyone));
        if (!link) co_return;
        if (status) {
            net::SharedMessage message = net::make_message(0, eth::status_v1.encode(*status));
            (void)(*link)->post(std::move(message), net::first_capability_code,
                                net::Priority::control);
        }
        const net::SizeLimit limit = [](std::uint64_t) { return std::optional{std::size_t{4096}}; };
        while (true) {
            const Result<net::Message> message = co_await (*link)->receive(limit);
            if (!message) co_return;
        }
    }

    crawl::Probe probe() { return loop.run(crawl::probe(ours, them.node())); }
};

}  // namespace
}  // namespace probe

BOOST_FIXTURE_TEST_SUITE(probe, Fixture)

BOOST_AUTO_TEST_CASE(hello_and_status_are_read) {
    status.emplace();
    status->version = 68;
    status->network_id = 56;
    status->fork_id.next = 9;
    loop.spawn(serve());

    const crawl::Probe result = probe();

    BOOST_TEST(result.client == "Geth/v1.17.10\x1b[2J");
    BOOST_TEST(result.capabilities.size() == 2U);
    BOOST_REQUIRE(result.status.has_value());
    BOOST_TEST(result.status->network_id == 56U);
    BOOST_TEST(result.status->fork_id.next == 9U);
    BOOST_TEST(result.ending.empty());
}

BOOST_AUTO_TEST_CASE(a_node_that_sends_no_status_is_left_soon) {
    loop.spawn(serve());

    const crawl::Probe result = probe();

    BOOST_TEST(!result.client.empty());
    BOOST_TEST(!result.status.has_value());
    BOOST_TEST(!result.ending.empty());
    BOOST_TEST((loop.elapsed() <= crawl::probe_timeout));
}

BOOST_AUTO_TEST_CASE(a_node_without_eth_is_left_at_once) {
    capabilities = {{"snap", 1}};
    loop.spawn(serve());
    BOOST_TEST(probe().ending == "no common version of eth");
}

BOOST_AUTO_TEST_CASE(a_node_that_cannot_be_reached_says_why) {
    network.silence({them.node().endpoint().address, them.node().endpoint().tcp_port});
    const crawl::Probe result = probe();
    BOOST_TEST(result.client.empty());
    BOOST_TEST(!result.ending.empty());
    BOOST_TEST((loop.elapsed() <= crawl::probe_timeout));
}

BOOST_AUTO_TEST_SUITE_END()
