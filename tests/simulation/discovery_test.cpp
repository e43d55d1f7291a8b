#include <boost/test/unit_test.hpp>
#include <set>
#include <sstream>

#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/fake_profile.hpp>
#include <plugins/discv4/service.hpp>

#include "hostility.hpp"
#include "internet.hpp"
#include "parameters.hpp"
#include "random.hpp"
#include "run_log.hpp"

using namespace plexus;
using namespace plexus::simulation;
using namespace std::chrono_literals;

namespace {

/// Shorter than the default, so that less has to be simulated: what two parts of a network have
/// forgotten of each other comes back when they query the bootnodes again.
constexpr Duration refresh_interval = 6min;

/// A discovery service of the real plugin.
class DiscoveryNode {
public:
    DiscoveryNode(testing::Loop& loop, Internet& internet, std::uint64_t number, Kind kind,
                  std::vector<net::Node> bootnodes)
        : kind_(kind),
          self_(number + 1, address_of(number)),
          port_(internet, {address_of(number), 30303}),
          scope_(loop.executor()),
          service_(loop.executor(),
                   {self_, port_, profile_, metrics_, make_logger("discv4"),
                    [] { return chain::Head{}; }},
                   parameters(std::move(bootnodes))) {
        self_.set_udp_port(30303);
        self_.set_tcp_port(30303);
        misbehave(port_, kind, loop.clock());
        scope_.spawn("service", service_.run());
        scope_.spawn("reader", read());
    }

    Kind kind() const noexcept { return kind_; }
    net::Node node() const { return self_.node(); }
    const std::set<net::NodeId>& found() const noexcept { return found_; }
    std::size_t table_size() const noexcept { return service_.table().size(); }
    void forget() { found_.clear(); }

    awaitable<void> end() {
        scope_.cancel();
        co_await scope_.join();
    }

private:
    /// Each node is in a network (/16) of its own.
    static asio::ip::address_v4 address_of(std::uint64_t number) {
        return asio::ip::address_v4(
            static_cast<std::uint32_t>((60U << 24U) + (number << 16U) + 0x0709));
    }

    static discv4::Parameters parameters(std::vector<net::Node> bootnodes) {
        discv4::Parameters chosen;
        chosen.bootnodes = std::move(bootnodes);
        chosen.refresh_interval = refresh_interval;
        return chosen;
    }

    /// Takes what is found, as a dialler would: one node in two seconds.
    awaitable<void> read() {
        while (true) {
            const Result<net::Node> node = co_await service_.next();
            if (node) found_.insert(node->id);
            co_await sleep_for(2s);
        }
    }

    Kind kind_;
    testing::FakeLocalNode self_;
    SimulatedPort port_;
    testing::FakeProfile profile_;
    Metrics metrics_;
    std::set<net::NodeId> found_;
    TaskScope scope_;
    discv4::Service service_;
};

/// A network of nodes, which follows from its seed.
class World {
public:
    World(std::uint64_t seed, std::size_t nodes, std::size_t hostile) : seed_(seed) {
        seed_random(seed);
        for (std::size_t i = 0; i < nodes; ++i)
            add(i < 2 || i >= hostile + 2 ? Kind::honest : hostile_kind(i));
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World() {
        for (const auto& node : nodes_) loop.run(node->end());
        loop.settle();
    }

    void add(Kind kind) {
        std::vector<net::Node> bootnodes;
        for (std::size_t i = 0; i < std::min<std::size_t>(2, nodes_.size()); ++i) {
            bootnodes.push_back(nodes_[i]->node());
        }
        nodes_.push_back(std::make_unique<DiscoveryNode>(loop, internet, nodes_.size(), kind,
                                                         std::move(bootnodes)));
    }

    /// The share of all pairs of honest nodes in which the first one has found the second, in
    /// hundredths.
    std::size_t found() const {
        std::size_t pairs = 0;
        std::size_t found = 0;
        for (const auto& from : honest()) {
            for (const auto& to : honest()) {
                if (from == to) continue;
                ++pairs;
                found += from->found().contains(to->node().id) ? 1 : 0;
            }
        }
        return found * 100 / pairs;
    }

    std::vector<DiscoveryNode*> honest() const {
        std::vector<DiscoveryNode*> chosen;
        for (const auto& node : nodes_) {
            if (node->kind() == Kind::honest) chosen.push_back(node.get());
        }
        return chosen;
    }

    /// What a person needs to see what went wrong, and to see it again.
    std::string trace() const {
        std::ostringstream out;
        out << "PLEXUS_SIMULATION_SEED=" << seed_ << ": after "
            << loop.elapsed() / std::chrono::seconds{1} << " s and " << internet.datagrams()
            << " datagrams\n";
        for (const auto& node : nodes_) {
            out << "  " << node->node().endpoint().address << ' ' << name_of(node->kind())
                << ": table " << node->table_size() << ", found " << node->found().size() << '\n';
        }
        return out.str();
    }

    testing::Loop loop;
    RunLog log{loop};
    Internet internet{loop};

private:
    std::uint64_t seed_;
    std::vector<std::unique_ptr<DiscoveryNode>> nodes_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(simulated_discovery)

BOOST_AUTO_TEST_CASE(honest_nodes_find_each_other_among_hostile_ones) {
    for (const std::uint64_t seed : seeds({1, 2})) {
        World world(seed, 30, 6);
        world.loop.advance(3min);
        BOOST_TEST_MESSAGE("seed " << seed << ": " << world.found() << " % found, "
                                   << world.internet.datagrams() << " datagrams");
        BOOST_TEST(world.found() >= 90U, world.found() << " % found; " << world.trace());
    }
}

BOOST_AUTO_TEST_CASE(a_network_that_was_in_two_parts_grows_together) {
    for (const std::uint64_t seed : seeds({1, 2})) {
        World world(seed, 20, 3);
        world.loop.advance(2min);
        world.internet.passes = [](const auto& from, const auto& to) {
            return from.address().to_v4().to_uint() / 65536 % 2 ==
                   to.address().to_v4().to_uint() / 65536 % 2;
        };
        world.loop.advance(4min);
        for (DiscoveryNode* node : world.honest()) node->forget();
        world.internet.passes = [](const auto&, const auto&) { return true; };
        world.loop.advance(refresh_interval + 1min);
        BOOST_TEST_MESSAGE("seed " << seed << ": " << world.found() << " % found, "
                                   << world.internet.datagrams() << " datagrams");
        BOOST_TEST(world.found() >= 90U, world.found() << " % found; " << world.trace());
    }
}

BOOST_AUTO_TEST_CASE(a_seed_gives_the_same_run_to_the_last_bit) {
    std::set<std::uint64_t> fingerprints;
    for (int i = 0; i < 2; ++i) {
        World world(7, 10, 2);
        world.loop.advance(3min);
        BOOST_TEST(world.internet.datagrams() > 100U);
        fingerprints.insert(world.internet.fingerprint());
    }
    BOOST_TEST(fingerprints.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
