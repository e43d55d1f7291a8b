#include <plugins/udp/udp_port.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <deque>
#include <functional>

#include <api/async/task_scope.hpp>
#include <api/plugin/config_error.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace udp_port {
namespace {

asio::ip::address at(const char* text) { return asio::ip::make_address(text); }

/// A port that runs, and what one receiver of it got.
struct Node {
    Node(asio::io_context& context, const char* address)
        : scope(context.get_executor()), port(context.get_executor(), metrics, make_logger("udp")) {
        port.open(at(address), 0, 0);
        scope.spawn("port", port.run());
    }

    void receive(const Executor& executor, net::RecognitionCost cost, std::uint8_t first) {
        net::DatagramReceiver receiver;
        receiver.cost = cost;
        receiver.recognises = [first](BytesView datagram) {
            return !datagram.empty() && datagram[0] == first;
        };
        receiver.strand = executor;
        receiver.receive = [this](net::Datagram datagram) { mail.push_back(std::move(datagram)); };
        handles.push_back(port.add_receiver(std::move(receiver)));
    }

    double dropped(const char* reason) {
        return metrics.value("plexus_udp_datagrams_dropped_total", {{"reason", reason}});
    }

    Metrics metrics;
    TaskScope scope;
    udp::UdpPort port;
    std::vector<std::shared_ptr<void>> handles;
    std::deque<net::Datagram> mail;
};

struct Fixture {
    asio::io_context context{1};
    std::vector<std::unique_ptr<Node>> nodes;

    Node& add(const char* address) {
        return *nodes.emplace_back(std::make_unique<Node>(context, address));
    }
    udp::Endpoint endpoint(Node& node, const char* address = "127.0.0.1") {
        return {at(address), node.port.port()};
    }
    void until(const std::function<bool()>& condition) {
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (!condition()) {
            BOOST_REQUIRE(std::chrono::steady_clock::now() < deadline);
            context.restart();
            context.run_one_for(100ms);
        }
    }
    ~Fixture() {
        for (const auto& node : nodes) {
            node->scope.cancel();
            asio::co_spawn(context, node->scope.join(), [](const std::exception_ptr&) {});
        }
        context.restart();
        context.run();
    }
};

}  // namespace
}  // namespace udp_port

BOOST_FIXTURE_TEST_SUITE(udp_port, Fixture)

BOOST_AUTO_TEST_CASE(a_datagram_comes_with_both_addresses) {
    Node& alice = add("0.0.0.0");
    Node& bob = add("127.0.0.1");
    alice.receive(context.get_executor(), net::RecognitionCost::hash, 7);

    BOOST_TEST(bob.port.send({7, 1, 2}, endpoint(alice, "127.0.0.2"), {}).has_value());
    until([&] { return !alice.mail.empty(); });

    const net::Datagram& datagram = alice.mail.front();
    BOOST_TEST(to_hex(datagram.bytes) == "070102");
    BOOST_TEST((datagram.from == endpoint(bob)));
    BOOST_TEST(datagram.to.to_string() == "127.0.0.2");
    BOOST_TEST(alice.metrics.value("plexus_udp_received_bytes_total") == 3);
    BOOST_TEST(bob.metrics.value("plexus_udp_sent_bytes_total") == 3);
}

BOOST_AUTO_TEST_CASE(a_response_leaves_from_the_address_that_got_the_request) {
    Node& alice = add("0.0.0.0");
    Node& bob = add("0.0.0.0");
    bob.receive(context.get_executor(), net::RecognitionCost::none, 7);

    BOOST_TEST(alice.port.send({7}, endpoint(bob), at("127.0.0.3")).has_value());
    until([&] { return !bob.mail.empty(); });

    BOOST_TEST((bob.mail.front().from == endpoint(alice, "127.0.0.3")));
}

BOOST_AUTO_TEST_CASE(one_socket_of_ip_version_6_serves_both_families) {
    Node& six = add("::");
    Node& four = add("127.0.0.1");
    six.receive(context.get_executor(), net::RecognitionCost::none, 7);
    four.receive(context.get_executor(), net::RecognitionCost::none, 7);

    BOOST_TEST(four.port.send({7}, endpoint(six), {}).has_value());
    until([&] { return !six.mail.empty(); });
    BOOST_TEST((six.mail.front().from == endpoint(four)));
    BOOST_TEST(six.mail.front().to.to_string() == "127.0.0.1");

    BOOST_TEST(six.port.send({7}, endpoint(four), at("127.0.0.4")).has_value());
    until([&] { return !four.mail.empty(); });
    BOOST_TEST((four.mail.front().from == endpoint(six, "127.0.0.4")));
}

BOOST_AUTO_TEST_CASE(what_no_protocol_recognises_is_counted_and_dropped) {
    Node& alice = add("127.0.0.1");
    Node& bob = add("127.0.0.1");
    alice.receive(context.get_executor(), net::RecognitionCost::hash, 7);

    BOOST_TEST(bob.port.send({8}, endpoint(alice), {}).has_value());
    until([&] { return alice.dropped("unrecognised") == 1; });

    BOOST_TEST(alice.mail.empty());
}

BOOST_AUTO_TEST_CASE(a_port_that_is_taken_is_named) {
    Node& first = add("127.0.0.1");
    Metrics metrics;
    udp::UdpPort second(context.get_executor(), metrics, make_logger("udp"));

    BOOST_CHECK_EXCEPTION(second.open(at("127.0.0.1"), first.port.port(), 0), ConfigError,
                          [&](const ConfigError& error) {
                              const std::string port = std::to_string(first.port.port());
                              return std::string{error.what()}.find(port) != std::string::npos;
                          });
    // One that is only wished for may be another's.
    second.open(at("127.0.0.1"), 0, first.port.port());
    BOOST_TEST(second.port() != first.port.port());
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_before_the_port_is_open_nor_if_it_is_too_long) {
    Metrics metrics;
    udp::UdpPort closed(context.get_executor(), metrics, make_logger("udp"));
    Node& open = add("127.0.0.1");

    BOOST_TEST((closed.send({1}, endpoint(open), {}).error() == Errc::closed));
    BOOST_TEST((open.port.send(Bytes(1473), endpoint(open), {}).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(datagrams_that_the_system_has_no_room_for_wait_up_to_a_bound) {
    Node& node = add("127.0.0.1");
    node.receive(context.get_executor(), net::RecognitionCost::none, 7);
    Metrics metrics;
    TaskScope scope(context.get_executor());
    bool room = false;
    udp::UdpPort sender(
        context.get_executor(), metrics, make_logger("udp"),
        [&room](auto& socket, bool six, BytesView datagram, auto& to, auto& from) -> Result<void> {
            if (!room) return make_error_code(asio::error::would_block);
            return udp::send_now(socket, six, datagram, to, from);
        });
    sender.open(at("127.0.0.1"), 0, 0);

    for (std::size_t i = 0; i < udp::UdpPort::max_unsent; ++i) {
        const auto number = static_cast<std::uint8_t>(i);
        BOOST_REQUIRE(sender.send({7, number}, endpoint(node), {}).has_value());
    }
    BOOST_TEST((sender.send({7}, endpoint(node), {}).error() == Errc::overloaded));
    BOOST_TEST(metrics.value("plexus_udp_datagrams_unsent_total", {{"reason", "queue_full"}}) == 1);

    room = true;
    scope.spawn("sender", sender.run());
    until([&] { return node.mail.size() >= 3; });
    BOOST_TEST(to_hex(node.mail.at(0).bytes) == "0700");
    BOOST_TEST(to_hex(node.mail.at(2).bytes) == "0702");
    until([&] {
        return metrics.value("plexus_udp_datagrams_sent_total") == udp::UdpPort::max_unsent;
    });
    BOOST_TEST(sender.send({7, 1, 2}, endpoint(node), {}).has_value());  // with no turn of the loop
    BOOST_TEST(metrics.value("plexus_udp_datagrams_sent_total") == udp::UdpPort::max_unsent + 1);

    scope.cancel();
    asio::co_spawn(context, scope.join(), [](const std::exception_ptr&) {});
    until([&] { return scope.size() == 0; });
}

BOOST_AUTO_TEST_SUITE_END()
