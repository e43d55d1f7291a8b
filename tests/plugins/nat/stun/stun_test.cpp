#include <plugins/nat/stun/stun_client.hpp>

#include <boost/test/unit_test.hpp>

#include <api/async/task_scope.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/log_capture.hpp>
#include <kit/testing/loop.hpp>
#include <kit/testing/memory_datagrams.hpp>
#include <tests/vectors/vectors.hpp>

using namespace plexus;
using namespace plexus::nat;
using namespace std::chrono_literals;

namespace {

using Endpoint = asio::ip::udp::endpoint;

asio::ip::address at(const char* text) { return asio::ip::make_address(text); }

const boost::json::value& vectors() {
    static const boost::json::value all = testing::vectors("stun");
    return all;
}

Bytes bytes_in(const boost::json::value& test, std::string_view member) {
    const std::string text{test.at(member).as_string()};
    return from_hex(std::string_view{text}.substr(2)).value();  // it begins with 0x
}

/// The response to a request, as a server makes it that sees the sender there.
Bytes respond(BytesView request, const char* seen, std::uint16_t port) {
    Bytes response{0x01, 0x01, 0, 12};
    response.insert(response.end(), request.begin() + 4, request.end());
    const auto address = at(seen).to_v4().to_bytes();
    const Bytes attribute{0x00,
                          0x01,
                          0,
                          8,
                          0,
                          1,
                          static_cast<std::uint8_t>(port >> 8),
                          static_cast<std::uint8_t>(port & 0xff),
                          address[0],
                          address[1],
                          address[2],
                          address[3]};
    response.insert(response.end(), attribute.begin(), attribute.end());
    return response;
}

/// A server that says what it is told to say; empty: nothing.
struct FakeServer {
    FakeServer(testing::DatagramNetwork& network, const Executor& executor, const char* address)
        : port(network, at(address), 3478) {
        net::DatagramReceiver receiver;
        receiver.recognises = [](BytesView) { return true; };
        receiver.strand = executor;
        receiver.receive = [this](const net::Datagram& datagram) {
            ++requests;
            if (seen.empty()) return;
            (void)port.send(respond(datagram.bytes, seen.c_str(), 40'000), datagram.from, {});
        };
        receiving = port.add_receiver(std::move(receiver));
    }

    testing::MemoryDatagramPort port;
    std::string seen = "77.77.77.7";
    unsigned requests = 0;
    std::shared_ptr<void> receiving;
};

struct Fixture {
    testing::LogCapture log;
    testing::Loop loop;
    testing::DatagramNetwork network{loop.executor()};
    testing::FakeLocalNode self{1, at("192.168.1.2")};
    testing::MemoryDatagramPort port{network, at("192.168.1.2"), 30311};
    FakeServer first{network, loop.executor(), "5.5.5.1"};
    FakeServer second{network, loop.executor(), "5.5.5.2"};
    FakeServer third{network, loop.executor(), "5.5.5.3"};
    StunClient client{loop.executor(),
                      port,
                      self,
                      {{"5.5.5.1", 3478}, {"5.5.5.2", 3478}, {"5.5.5.3", 3478}},
                      make_logger("nat")};
    TaskScope tasks{loop.executor()};

    void begin() {
        self.set_udp_port(30311);
        tasks.spawn("stun", client.run());
        loop.settle();
    }
    ~Fixture() {
        tasks.cancel();
        loop.run(tasks.join());
    }
    std::string known() {
        const net::Endpoint endpoint = self.node().endpoint();
        return endpoint.address.to_string() + ' ' + std::to_string(endpoint.udp_port);
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(stun_messages)

BOOST_AUTO_TEST_CASE(a_request_is_the_one_of_the_vector) {
    const Bytes expected = bytes_in(vectors(), "request");
    const TransactionId id = TransactionId::from(BytesView{expected}.subspan(8)).value();

    BOOST_TEST(to_hex(encode_binding_request(id)) == to_hex(expected));
    BOOST_TEST(!is_stun_response(expected));
}

BOOST_AUTO_TEST_CASE(both_families_and_the_plain_address_are_read) {
    for (const boost::json::value& test : vectors().at("good").as_array()) {
        const Result<BindingResponse> response =
            decode_binding_response(bytes_in(test, "response"));
        BOOST_REQUIRE(response.has_value());
        BOOST_TEST(response->seen.address().to_string() == test.at("ip").as_string().c_str());
        BOOST_TEST(response->seen.port() == test.at("port").as_int64());
    }
    const Result<BindingResponse> plain =
        decode_binding_response(bytes_in(vectors().at("mapped_address_only"), "response"));
    BOOST_REQUIRE(plain.has_value());
    BOOST_TEST(plain->seen.address().to_string() == "77.12.33.4");
}

BOOST_AUTO_TEST_CASE(an_error_another_cookie_and_any_shorter_datagram_are_refused) {
    BOOST_TEST((decode_binding_response(bytes_in(vectors().at("error"), "response")).error() ==
                Errc::refused));
    const boost::json::value& bad = vectors().at("bad");
    BOOST_TEST(!is_stun_response(bytes_in(bad.at(1), "response")));
    const Bytes good = bytes_in(vectors().at("good").at(0), "response");
    for (std::size_t size = 0; size < good.size(); ++size) {
        BOOST_TEST(!decode_binding_response(BytesView{good}.first(size)).has_value());
    }
}

BOOST_AUTO_TEST_CASE(servers_are_read_with_and_without_a_port) {
    const auto read = [](const char* text) {
        const Result<StunServer> server = parse_stun_server(text);
        return server ? server->host + ' ' + std::to_string(server->port) : "refused";
    };
    BOOST_TEST(read("stun.example.org") == "stun.example.org 3478");
    BOOST_TEST(read("192.0.2.1:19302") == "192.0.2.1 19302");
    BOOST_TEST(read("[2001:db8::1]:5") == "2001:db8::1 5");
    BOOST_TEST(read("[2001:db8::1]") == "2001:db8::1 3478");
    for (const char* wrong : {"", ":1", "host:", "host:0", "host:99999", "[::1", "[::1]x:5"}) {
        BOOST_TEST(read(wrong) == "refused");
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(stun_client, Fixture)

BOOST_AUTO_TEST_CASE(the_address_that_the_servers_see_is_told) {
    begin();

    BOOST_TEST(known() == "77.77.77.7 40000");
    BOOST_TEST(log.count("STUN servers see this node") == 1U);

    loop.advance(1h);
    BOOST_TEST(log.count("STUN servers see this node") == 1U);
}

BOOST_AUTO_TEST_CASE(one_server_that_lies_is_outvoted) {
    first.seen = "66.66.66.6";
    begin();

    BOOST_TEST(known() == "77.77.77.7 40000");
}

BOOST_AUTO_TEST_CASE(servers_that_do_not_agree_are_not_believed) {
    first.seen = "66.66.66.6";
    second.seen = "55.55.55.5";
    begin();
    loop.advance(1h);

    BOOST_TEST(known() == "192.168.1.2 30311");
    BOOST_TEST(log.count("do not agree") == 1U);
}

BOOST_AUTO_TEST_CASE(a_silent_server_gets_three_requests_and_the_others_count) {
    first.seen.clear();
    begin();
    BOOST_TEST(first.requests == 1U);
    loop.advance(500ms);
    BOOST_TEST(first.requests == 2U);
    loop.advance(3s);

    BOOST_TEST(first.requests == 3U);
    BOOST_TEST(known() == "77.77.77.7 40000");
}

BOOST_AUTO_TEST_CASE(a_response_to_no_request_counts_for_nothing) {
    for (FakeServer* server : {&first, &second, &third}) server->seen.clear();
    begin();

    testing::MemoryDatagramPort stranger{network, at("5.5.5.9"), 3478};
    const Bytes request = encode_binding_request(TransactionId{});
    (void)stranger.send(respond(request, "66.66.66.6", 1), port.endpoint(), {});
    (void)first.port.send(respond(request, "66.66.66.6", 1), port.endpoint(), {});
    loop.settle();

    BOOST_TEST(known() == "192.168.1.2 30311");
}

BOOST_AUTO_TEST_SUITE_END()
