#include <boost/test/unit_test.hpp>

#include <kit/testing/fake_peer.hpp>
#include <kit/testing/loop.hpp>

#include <plugins/metrics/propagation.hpp>

namespace {

using namespace plexus;
using namespace std::chrono_literals;

constexpr auto block_age = "plexus_block_age_seconds";
constexpr auto block_spread = "plexus_block_propagation_seconds";
constexpr auto transaction_spread = "plexus_transaction_propagation_seconds";

struct Fixture {
    eth::Origin from(const net::PeerPtr& peer, Duration later) const {
        eth::Origin origin;
        origin.peer = peer;
        origin.received_at = SteadyTime{} + later;
        origin.wall_time = WallTime{} + 1000s;
        return origin;
    }

    double value(const char* name) const { return metrics.value(name); }

    double sum(const std::string& name) const {
        for (const MetricFamily& family : metrics.snapshot()) {
            if (family.spec.name == name) return family.samples.front().value;
        }
        return -1;
    }

    testing::Loop loop;
    Metrics metrics;
    metrics::Propagation propagation{metrics};
    net::PeerPtr first = std::make_shared<testing::FakePeer>(loop.executor(), net::Node{});
    net::PeerPtr second = std::make_shared<testing::FakePeer>(loop.executor(), net::Node{});
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(propagation, Fixture)

BOOST_AUTO_TEST_CASE(a_block_is_as_old_as_when_the_first_peer_sends_it) {
    eth::RawBlock block;
    block.time = 997;

    loop.run(propagation.on_block(from(first, 0s), block));
    loop.run(propagation.on_block(from(second, 2s), block));

    BOOST_TEST(value(block_age) == 1);
    BOOST_TEST(sum(block_age) == 3);
    BOOST_TEST(value(block_spread) == 1);
    BOOST_TEST(sum(block_spread) == 2);
}

BOOST_AUTO_TEST_CASE(blocks_that_a_node_fetches_to_catch_up_are_not_measured) {
    eth::RawBlock block;
    eth::Origin origin = from(first, 0s);
    origin.source = eth::Source::response;
    loop.run(propagation.on_block(origin, block));
    block.time = 1;
    loop.run(propagation.on_block(from(first, 0s), block));

    BOOST_TEST(value(block_age) == 0);
}

BOOST_AUTO_TEST_CASE(a_transaction_spreads_from_peer_to_peer) {
    const std::vector<eth::TransactionAnnouncement> announced(1);
    const std::vector<eth::RawTransaction> whole(1);

    loop.run(propagation.on_announcement(from(first, 0s), announced));
    loop.run(propagation.on_transactions(from(first, 1s), whole));
    loop.run(propagation.on_transactions(from(second, 3s), whole));

    BOOST_TEST(value(transaction_spread) == 1);
    BOOST_TEST(sum(transaction_spread) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
