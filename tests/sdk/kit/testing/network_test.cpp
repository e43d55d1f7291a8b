#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/network.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

using testing::FakeLocalNode;
using testing::MemoryTransport;

const net::ConnectionFilter everybody = [](const net::NodeId&) { return std::nullopt; };
const net::ConnectionFilter nobody = [](const net::NodeId&) { return net::Reason::too_many_peers; };

/// Two nodes in one loop.
struct Pair {
    testing::Loop loop;
    testing::Network network{loop};
    FakeLocalNode our_node{1};
    FakeLocalNode their_node{2};
    MemoryTransport ours{network, our_node};
    MemoryTransport theirs{network, their_node};
    Result<net::LinkPtr> met{make_error_code(Errc::closed)};

    void response(const net::ConnectionFilter& filter) { loop.spawn(handshake_with_one(filter)); }

    awaitable<void> handshake_with_one(net::ConnectionFilter filter) {
        Result<std::unique_ptr<net::IncomingConnection>> incoming = co_await theirs.accept();
        net::Hello hello;
        hello.client = "theirs";
        met = co_await incoming.value()->handshake(std::move(hello), std::move(filter));
    }

    Result<net::LinkPtr> dial(const net::Node& node,
                              const net::ConnectionFilter& filter = everybody) {
        net::Hello hello;
        hello.client = "ours";
        return loop.run(ours.dial(node, std::move(hello), filter));
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(network)

BOOST_AUTO_TEST_CASE(a_dial_and_an_accept_complete_the_handshake) {
    Pair pair;
    pair.response(everybody);

    const Result<net::LinkPtr> link = pair.dial(pair.their_node.node());
    pair.loop.settle();

    BOOST_TEST(link.value()->remote().client == "theirs");
    BOOST_TEST((link.value()->remote().id == pair.their_node.id()));
    BOOST_TEST(pair.met.value()->remote().client == "ours");
    BOOST_TEST((pair.met.value()->node().id == pair.our_node.id()));
    BOOST_TEST((pair.loop.elapsed() == 0s));
}

BOOST_AUTO_TEST_CASE(a_refusal_by_connection_filter_is_told_to_both_ends) {
    Pair pair;
    pair.response(nobody);

    const Result<net::LinkPtr> link = pair.dial(pair.their_node.node());
    pair.loop.settle();

    BOOST_TEST((link.error() == net::Reason::too_many_peers));
    BOOST_TEST((pair.met.error() == Errc::refused));
}

BOOST_AUTO_TEST_CASE(a_response_of_another_peer_is_not_taken) {
    Pair pair;
    pair.response(everybody);
    net::Node node = pair.their_node.node();
    node.id = FakeLocalNode(3).id();

    BOOST_TEST((pair.dial(node).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_CASE(where_nobody_listens_a_dial_is_refused_at_once) {
    Pair pair;
    net::Node node = pair.their_node.node();
    node.ip4.tcp_port = 1;

    BOOST_TEST((pair.dial(node).error() == asio::error::connection_refused));
}

BOOST_AUTO_TEST_CASE(a_silent_place_costs_the_deadline_of_a_connection) {
    Pair pair;
    const net::Node node = pair.their_node.node();
    pair.network.silence(node.endpoint().tcp());

    BOOST_TEST((pair.dial(node).error() == Errc::timed_out));
    BOOST_TEST((pair.loop.elapsed() == 15s));
}

BOOST_AUTO_TEST_CASE(a_silent_remote_costs_the_deadline_of_the_handshake) {
    Pair pair;

    const Result<net::LinkPtr> link = pair.dial(pair.their_node.node());

    BOOST_TEST((link.error() == Errc::timed_out));
    BOOST_TEST((pair.loop.elapsed() == 5s));
}

BOOST_AUTO_TEST_CASE(a_stopped_transport_accepts_nothing) {
    Pair pair;
    pair.theirs.stop();

    const auto incoming = pair.loop.run(pair.theirs.accept());

    BOOST_TEST((incoming.error() == asio::error::operation_aborted));
    BOOST_TEST((pair.dial(pair.their_node.node()).error() == asio::error::connection_refused));
}

BOOST_AUTO_TEST_SUITE_END()
