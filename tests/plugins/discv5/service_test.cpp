#include <boost/log/core/core.hpp>
#include <boost/test/unit_test.hpp>

#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/loop.hpp>
#include <kit/testing/memory_datagrams.hpp>
#include <plugins/discv5/service.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

/// A discovery service with an identity and a port of its own.
struct Resident {
    Resident(testing::Loop& loop, testing::DatagramNetwork& network, std::uint64_t seed,
             std::vector<net::Node> bootnodes)
        : self{seed},
          port{network, asio::ip::address_v4::loopback()},
          scope{loop.executor()},
          service{loop.executor(), around(), {{.bootnodes = std::move(bootnodes)}}} {
        self.set_tcp_port(static_cast<std::uint16_t>(30000 + seed));
        self.set_udp_port(port.port());
        scope.spawn("service", service.run());
    }

    discv5::Service::Context around() {
        return {self,
                port,
                profile,
                metrics,
                make_logger("discv5"),
                [] { return chain::Head{}; },
                [this](const net::NodeUpdate& news) { kept.push_back(news); },
                [this]() -> awaitable<std::vector<net::Node>> { co_return seeds; }};
    }
    net::Node node() const { return self.node(); }

    std::vector<net::NodeUpdate> kept;
    std::vector<net::Node> seeds;  ///< known from an earlier run
    testing::FakeLocalNode self;
    testing::MemoryDatagramPort port;
    testing::FakeProfile profile;
    Metrics metrics;
    TaskScope scope;
    discv5::Service service;
};

/// In driven time.
struct Neighborhood {
    Neighborhood() { boost::log::core::get()->set_logging_enabled(false); }
    ~Neighborhood() {
        for (const auto& resident : residents) {
            resident->scope.cancel();
            loop.run(resident->scope.join());
        }
    }

    Resident& add(std::vector<net::Node> bootnodes = {}) {
        residents.push_back(
            std::make_unique<Resident>(loop, network, residents.size() + 1, std::move(bootnodes)));
        return *residents.back();
    }

    net::Node next_of(Resident& resident) { return loop.run(resident.service.next()).value(); }

    testing::Loop loop;
    testing::DatagramNetwork network{loop.executor()};
    std::vector<std::unique_ptr<Resident>> residents;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(discv5_service, Neighborhood)

BOOST_AUTO_TEST_CASE(two_nodes_find_each_other_when_one_knows_the_other) {
    Resident& bootnode = add();
    loop.advance(5s);
    Resident& newcomer = add({bootnode.node()});

    BOOST_TEST(next_of(newcomer) == bootnode.node());
    BOOST_TEST(next_of(bootnode) == newcomer.node());
    BOOST_TEST(!newcomer.self.statements.empty());
}

BOOST_AUTO_TEST_CASE(nodes_that_know_only_the_bootnode_find_all_others) {
    constexpr std::size_t others = 7;
    Resident& bootnode = add();
    loop.advance(5s);
    for (std::size_t count = 0; count < others; ++count) add({bootnode.node()});
    Resident& last = add({bootnode.node()});

    std::vector<net::NodeId> found;
    while (found.size() < others + 1) {
        const net::NodeId id = next_of(last).id;
        if (std::ranges::count(found, id) == 0) found.push_back(id);
    }
    BOOST_TEST(std::ranges::count(found, last.node().id) == 0);
}

BOOST_AUTO_TEST_CASE(a_node_of_another_chain_is_not_handed_out) {
    Resident& foreigner = add();
    foreigner.profile.fork.hash = {{9, 9, 9, 9}};
    loop.advance(5s);
    Resident& newcomer = add({foreigner.node()});
    loop.advance(10s);

    BOOST_TEST(newcomer.metrics.value("plexus_discv5_other_chain_nodes_total") > 0);
    BOOST_TEST(newcomer.service.table().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_node_that_has_gone_leaves_the_table) {
    Resident& bootnode = add();
    loop.advance(5s);
    Resident& newcomer = add({bootnode.node()});
    next_of(newcomer);

    bootnode.service.close();
    loop.advance(5min);

    BOOST_TEST(newcomer.service.table().size() == 0U);
}

BOOST_AUTO_TEST_CASE(a_plugin_responds_to_requests_of_its_protocol) {
    Resident& responder = add();
    Resident& requester = add();
    loop.advance(5s);
    const auto handle =
        responder.service.add_handler("echo", [](const net::Node& from, BytesView request) {
            Bytes response{from.id.bytes[0]};
            response.insert(response.end(), request.begin(), request.end());
            return response;
        });

    const Bytes response =
        loop.run(requester.service.request(responder.node(), "echo", {1, 2, 3})).value();

    const Bytes expected{requester.node().id.bytes[0], 1, 2, 3};
    BOOST_TEST(response == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_response_of_a_protocol_that_nobody_speaks_is_empty) {
    Resident& responder = add();
    Resident& requester = add();
    loop.advance(5s);

    BOOST_TEST(loop.run(requester.service.request(responder.node(), "echo", {1})).value().empty());
}

BOOST_AUTO_TEST_CASE(a_request_to_nobody_times_out) {
    Resident& requester = add();
    testing::FakeLocalNode gone{99};
    const net::Node node{gone.id(), {asio::ip::address_v4::loopback(), 0, 1}};

    BOOST_TEST((loop.run(requester.service.request(node, "echo", {})).error() == Errc::timed_out));
}

BOOST_AUTO_TEST_CASE(steady_nodes_are_kept_and_found_again_without_bootnodes) {
    Resident& known = add();
    Resident& first = add({known.node()});
    loop.advance(5min);
    BOOST_REQUIRE(!first.kept.empty());
    BOOST_TEST(first.kept.front().node.id == known.node().id);
    BOOST_TEST(first.kept.front().source == "discv5");

    Resident& restarted = add();
    restarted.seeds = {first.kept.front().node};

    loop.advance(1h);
    BOOST_TEST(restarted.service.table().find(known.node().id) != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
