#include <boost/test/unit_test.hpp>

#include <kit/rlp/writer.hpp>

#include <plugins/discv4/wire/datagram.hpp>
#include <plugins/discv4/wire/packet.hpp>
#include <plugins/discv4/wire/times.hpp>
#include <tests/plugins/discv4/vectors.hpp>

using namespace plexus;
using namespace plexus::discv4;

BOOST_AUTO_TEST_SUITE(packet)

namespace {

std::string address_hex(const asio::ip::address& address) {
    if (address.is_v4()) return hex(address.to_v4().to_bytes());
    return hex(address.to_v6().to_bytes());
}

void check_endpoint(const Endpoint& endpoint, const boost::json::value& expected) {
    BOOST_TEST(address_hex(endpoint.address) == text(expected.at("ip")));
    BOOST_TEST(endpoint.udp_port == number(expected.at("udp")));
    BOOST_TEST(endpoint.tcp_port == number(expected.at("tcp")));
}

void check_fields(const Ping& ping, const boost::json::object& expected) {
    BOOST_TEST(ping.version == number(expected.at("version")));
    check_endpoint(ping.from, expected.at("from"));
    check_endpoint(ping.to, expected.at("to"));
    BOOST_TEST(ping.expiration == number(expected.at("expiration")));
    BOOST_TEST(ping.enr_sequence.has_value() == expected.contains("enr_seq"));
}

void check_fields(const FindNode& request, const boost::json::object& expected) {
    BOOST_TEST(hex(request.target) == text(expected.at("target")));
    BOOST_TEST(request.expiration == number(expected.at("expiration")));
}

void check_fields(const Neighbors& response, const boost::json::object& expected) {
    const boost::json::array& nodes = expected.at("nodes").as_array();
    BOOST_REQUIRE(response.nodes.size() == nodes.size());
    for (std::size_t at = 0; at < nodes.size(); ++at) {
        BOOST_TEST(address_hex(response.nodes[at].endpoint().address) == text(nodes[at].at("ip")));
        BOOST_TEST(response.nodes[at].endpoint().udp_port == number(nodes[at].at("udp")));
        BOOST_TEST(response.nodes[at].endpoint().tcp_port == number(nodes[at].at("tcp")));
        BOOST_TEST(hex(response.nodes[at].id) == text(nodes[at].at("id")));
    }
    BOOST_TEST(response.expiration == number(expected.at("expiration")));
}

template <class T>
void check_fields(const T&, const boost::json::object&) {
    BOOST_FAIL("the vectors have no such packet");
}

Neighbors response_of(std::size_t count) {
    Neighbors response;
    for (std::size_t at = 0; at < count; ++at) {
        net::Node node;
        node.id.bytes[0] = static_cast<std::uint8_t>(at);
        node.set({asio::ip::make_address("2a00::1"), 30303, 30303});
        response.nodes.push_back(node);
    }
    response.expiration = UINT64_MAX;
    return response;
}

template <class T>
T round_trip(const T& packet) {
    return std::get<T>(decode(T::type, encode(packet)).value());
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_packets_of_eip_8_are_opened_and_read) {
    for (const boost::json::value& entry : vectors().at("packets").as_array()) {
        const boost::json::object& vector = entry.as_object();
        const Bytes datagram = bytes(vector.at("packet"));

        const Result<Opened> opened = open(datagram);
        BOOST_REQUIRE(opened.has_value());
        BOOST_TEST(hex(opened->hash) == text(vector.at("hash")));
        BOOST_TEST(hex(opened->sender) == text(vectors().at("signer_pubkey")));
        BOOST_TEST(static_cast<std::uint64_t>(opened->type) == number(vector.at("type")));

        const Result<Packet> packet = decode(opened->type, opened->body);
        BOOST_REQUIRE(packet.has_value());
        std::visit(
            [&](const auto& fields) { check_fields(fields, vector.at("fields").as_object()); },
            *packet);
    }
}

BOOST_AUTO_TEST_CASE(packets_with_sequence_numbers_and_records_are_read_and_written_alike) {
    const boost::json::value& computed = vectors().at("computed");
    for (const boost::json::value& entry : computed.at("packets").as_array()) {
        const Bytes datagram = bytes(entry.at("packet"));
        const Result<Opened> opened = open(datagram);
        BOOST_REQUIRE(opened.has_value());

        const Result<Packet> packet = decode(opened->type, opened->body);

        BOOST_REQUIRE(packet.has_value());
        BOOST_TEST(to_hex(encode(*packet)) == to_hex(opened->body));
    }
}

BOOST_AUTO_TEST_CASE(a_ping_of_ethereumjs_without_address_and_ports_is_read) {
    rlp::Writer out;
    out.list([&] {
        out.u64(4);
        out.raw(Bytes{0xc7, 0x84, 0, 0, 0, 0, 0x80, 0x80});
        out.raw(Bytes{0xc7, 0x84, 127, 0, 0, 1, 0x80, 0x80});
        out.u64(1'795'300'020);
    });
    const Result<Packet> ping = decode(PacketType::ping, out.view());

    BOOST_REQUIRE(ping.has_value());
    BOOST_TEST(std::get<Ping>(*ping).from.address.is_unspecified());
    BOOST_TEST(std::get<Ping>(*ping).from.tcp_port == 0);
}

BOOST_AUTO_TEST_CASE(ports_may_begin_with_a_zero_as_ethereumjs_writes_them) {
    rlp::Writer out;
    out.list([&] {
        out.u64(4);
        out.raw(Bytes{0xcb, 0x84, 127, 0, 0, 1, 0x82, 0, 0, 0x82, 0, 80});
        out.raw(Bytes{0xc7, 0x84, 127, 0, 0, 1, 0x80, 0x80});
        out.u64(1'795'300'020);
    });
    const Result<Packet> ping = decode(PacketType::ping, out.view());

    BOOST_REQUIRE(ping.has_value());
    BOOST_TEST(std::get<Ping>(*ping).from.udp_port == 0);
    BOOST_TEST(std::get<Ping>(*ping).from.tcp_port == 80);
}

BOOST_AUTO_TEST_CASE(an_address_of_odd_length_is_nobodys) {
    rlp::Writer out;
    out.list([&] {
        out.list([&] {
            out.list([&] {
                out.bytes(Bytes(5, 1));
                out.u64(30303);
                out.u64(30303);
                out.bytes(Bytes(64, 7));
            });
        });
        out.u64(1);
    });

    const Result<Packet> packet = decode(PacketType::neighbors, out.view());

    BOOST_REQUIRE(packet.has_value());
    BOOST_TEST(std::get<Neighbors>(*packet).nodes.at(0).endpoint().address.is_unspecified());
}

BOOST_AUTO_TEST_CASE(an_extension_in_the_place_of_the_sequence_number_is_ignored) {
    rlp::Writer out;
    out.list([&] {
        out.raw(Bytes{0xc7, 0x84, 127, 0, 0, 1, 0x80, 0x80});
        out.fixed(Hash256{});
        out.u64(1);
        out.list([&] { out.u64(9); });
    });

    const Result<Packet> pong = decode(PacketType::pong, out.view());

    BOOST_REQUIRE(pong.has_value());
    BOOST_TEST(!std::get<Pong>(*pong).enr_sequence);
}

BOOST_AUTO_TEST_CASE(sixteen_neighbors_are_read_and_one_more_is_too_many) {
    BOOST_TEST(round_trip(response_of(16)).nodes.size() == 16U);
    BOOST_TEST(
        (decode(PacketType::neighbors, encode(response_of(17))).error() == Errc::limit_exceeded));
    BOOST_TEST(round_trip(response_of(0)).nodes.empty());
}

BOOST_AUTO_TEST_CASE(every_cut_of_a_packet_is_malformed) {
    Ping ping;
    ping.from.address = asio::ip::make_address("127.0.0.1");
    ping.enr_sequence = 5;
    for (const Packet& packet :
         {Packet{ping}, Packet{Pong{}}, Packet{FindNode{}}, Packet{response_of(3)},
          Packet{EnrRequest{1}}, Packet{EnrResponse{Hash256{}, Bytes{0xc0}}}}) {
        const Bytes body = encode(packet);
        for (std::size_t size = 0; size < body.size(); ++size) {
            BOOST_TEST(!decode(type_of(packet), BytesView{body}.first(size)).has_value());
        }
        BOOST_TEST(decode(type_of(packet), body).has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_port_above_65535_is_malformed) {
    rlp::Writer out;
    out.list([&] {
        out.u64(4);
        out.raw(Bytes{0xca, 0x84, 127, 0, 0, 1, 0x83, 1, 0, 0, 0x80});
        out.raw(Bytes{0xc7, 0x84, 127, 0, 0, 1, 0x80, 0x80});
        out.u64(1);
    });

    BOOST_TEST(!decode(PacketType::ping, out.view()).has_value());
}

BOOST_AUTO_TEST_CASE(a_record_above_300_bytes_is_refused) {
    rlp::Writer record;
    record.list([&] { record.bytes(Bytes(298, 1)); });
    const EnrResponse response{Hash256{}, record.take()};

    BOOST_TEST(
        (decode(PacketType::enr_response, encode(response)).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(an_unknown_type_is_unsupported) {
    BOOST_TEST((decode(static_cast<PacketType>(7), Bytes{0xc0}).error() == Errc::unsupported));
}

BOOST_AUTO_TEST_CASE(an_expiration_before_1970_has_passed) {
    const WallTime now{std::chrono::seconds{1'700'000'000}};
    Ping ping;
    ping.expiration = static_cast<std::uint64_t>(-1'700'000'100);

    BOOST_TEST(is_expired(Packet{ping}, now));
    ping.expiration = expiration_from(now);
    BOOST_TEST(!is_expired(Packet{ping}, now));
}

BOOST_AUTO_TEST_SUITE_END()
