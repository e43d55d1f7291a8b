#include <boost/test/unit_test.hpp>

#include <plugins/rlpx/link/base_protocol.hpp>
#include <plugins/rlpx/link/inbound.hpp>
#include <plugins/rlpx/link/send_queue.hpp>

using namespace plexus;
using namespace plexus::rlpx;

namespace {

constexpr std::size_t small_limit = 1000;

/// Codes 16 to 32 are in use, with a payload of at most 1000 bytes.
const net::SizeLimit limit = [](std::uint64_t code) -> std::optional<std::size_t> {
    if (code < 16 || code > 32) return std::nullopt;
    return small_limit;
};

Inbound judge(std::uint64_t wire_code, const Bytes& payload,
              Compression compression = Compression::snappy) {
    return interpret(Frame{wire_code, payload}, compression, limit);
}

/// Snappy's declaration of a size, without the content.
Bytes declare(std::uint64_t size) {
    Bytes out;
    for (; size >= 0x80; size >>= 7) out.push_back(static_cast<std::uint8_t>(size | 0x80));
    out.push_back(static_cast<std::uint8_t>(size));
    return out;
}

void check_breach(const Inbound& inbound, Errc error, net::Reason reason) {
    BOOST_TEST_REQUIRE(std::holds_alternative<Breach>(inbound));
    BOOST_TEST((std::get<Breach>(inbound).error == error));
    BOOST_TEST((std::get<Breach>(inbound).reason == reason));
}

net::SharedMessage message_of(std::size_t size) { return net::make_message(0, Bytes(size)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(inbound)

BOOST_AUTO_TEST_CASE(a_message_within_its_limit_is_inflated) {
    const Bytes payload(small_limit, 0x33);

    const Inbound inbound = judge(20, compress(payload));

    const auto& message = std::get<net::Message>(inbound);
    BOOST_TEST(message.code == 20U);
    BOOST_TEST((Bytes{message.payload.view().begin(), message.payload.view().end()} == payload));
}

BOOST_AUTO_TEST_CASE(without_compression_the_payload_is_taken_as_it_is) {
    const Inbound inbound = judge(20, Bytes(small_limit, 0x33), Compression::none);

    BOOST_TEST(std::get<net::Message>(inbound).payload.size() == small_limit);
    check_breach(judge(20, Bytes(small_limit + 1), Compression::none), Errc::limit_exceeded,
                 net::Reason::protocol_breach);
}

BOOST_AUTO_TEST_CASE(a_declared_size_above_the_limit_is_refused_before_inflating) {
    for (const std::uint64_t size :
         {std::uint64_t{small_limit} + 1, std::uint64_t{1} << 24, std::uint64_t{0xffffffff}}) {
        check_breach(judge(20, declare(size)), Errc::limit_exceeded, net::Reason::protocol_breach);
    }
}

BOOST_AUTO_TEST_CASE(a_declaration_that_snappy_could_never_reach_is_a_lie) {
    check_breach(judge(20, declare(small_limit)), Errc::malformed, net::Reason::network_error);
}

BOOST_AUTO_TEST_CASE(broken_snappy_is_an_error_of_the_network) {
    check_breach(judge(20, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}), Errc::malformed,
                 net::Reason::network_error);
    check_breach(judge(20, {0x05, 0x10, 0x01}), Errc::malformed, net::Reason::network_error);
}

BOOST_AUTO_TEST_CASE(a_message_of_nothing_is_a_breach) {
    check_breach(judge(20, {}), Errc::malformed, net::Reason::protocol_breach);
    check_breach(judge(20, {0x00}), Errc::malformed, net::Reason::protocol_breach);
}

BOOST_AUTO_TEST_CASE(a_code_that_is_not_in_use_is_a_breach) {
    for (const std::uint64_t unused :
         {std::uint64_t{33}, std::uint64_t{256}, std::uint64_t{272}, ~std::uint64_t{0}}) {
        check_breach(judge(unused, compress(Bytes{0xc0})), Errc::unexpected_message,
                     net::Reason::protocol_breach);
    }
}

BOOST_AUTO_TEST_CASE(a_ping_is_an_empty_list_and_nothing_else) {
    BOOST_TEST(std::holds_alternative<Ping>(judge(code::ping, compress(Bytes{0xc0}))));
    BOOST_TEST(std::holds_alternative<Ping>(judge(code::ping, {0x01, 0x00, 0xc0})));
    BOOST_TEST(std::holds_alternative<Pong>(judge(code::pong, compress(Bytes{0xc0}))));
    BOOST_TEST(std::holds_alternative<Ping>(judge(code::ping, {0xc0})));

    const std::vector<Bytes> forms{
        {},     compress(Bytes{}),         compress(Bytes{0xc1, 0x01}), {0xc1, 0x01},
        {0x80}, compress(Bytes(100, 0xc0))};
    for (const Bytes& form : forms) {
        check_breach(judge(code::ping, form), Errc::malformed, net::Reason::protocol_breach);
    }
}

BOOST_AUTO_TEST_CASE(a_ping_that_declares_sixteen_mebibytes_is_a_breach) {
    check_breach(judge(code::ping, {0x80, 0x80, 0x80, 0x08}), Errc::malformed,
                 net::Reason::protocol_breach);
}

BOOST_AUTO_TEST_CASE(a_second_hello_is_a_breach) {
    check_breach(judge(code::hello, compress(Bytes{0xc0})), Errc::unexpected_message,
                 net::Reason::protocol_breach);
}

BOOST_AUTO_TEST_CASE(unknown_codes_of_the_base_protocol_are_ignored) {
    for (std::uint64_t unknown = 4; unknown < 16; ++unknown) {
        BOOST_TEST(std::holds_alternative<Ignored>(judge(unknown, {1, 2, 3})));
        BOOST_TEST(std::holds_alternative<Ignored>(judge(unknown, {})));
    }
}

BOOST_AUTO_TEST_CASE(an_empty_disconnect_is_a_disconnect) {
    BOOST_TEST((std::get<ReceivedDisconnect>(judge(code::disconnect, {})).reason ==
                net::Reason::requested));
    BOOST_TEST((std::get<ReceivedDisconnect>(judge(code::disconnect, {0x04})).reason ==
                net::Reason::too_many_peers));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(outbox)

BOOST_AUTO_TEST_CASE(items_leave_in_the_order_they_came) {
    Outbox out;
    for (std::uint64_t wire_code = 16; wire_code < 20; ++wire_code) {
        BOOST_TEST(out.push({wire_code, message_of(10)}, net::Priority::control).has_value());
    }
    BOOST_TEST(out.bytes() == 40U);
    for (std::uint64_t wire_code = 16; wire_code < 20; ++wire_code) {
        BOOST_TEST(out.pop().code == wire_code);
    }
    BOOST_TEST(out.empty());
    BOOST_TEST(out.bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(gossip_is_refused_earlier_than_control) {
    Outbox out;
    const net::SharedMessage large = message_of(5 * 1024 * 1024);
    BOOST_TEST(out.push({16, large}, net::Priority::gossip).has_value());
    BOOST_TEST((out.push({16, message_of(1)}, net::Priority::gossip).error() == Errc::overloaded));
    BOOST_TEST(out.push({16, large}, net::Priority::control).has_value());
    BOOST_TEST(out.push({16, large}, net::Priority::control).has_value());
    BOOST_TEST((out.push({16, large}, net::Priority::control).error() == Errc::overloaded));
    BOOST_TEST(out.push({16, message_of(1)}, net::Priority::control).has_value());
}

BOOST_AUTO_TEST_CASE(what_no_frame_can_carry_is_refused) {
    Outbox out;
    const net::SharedMessage too_long = message_of(max_message);
    BOOST_TEST((out.push({16, too_long}, net::Priority::control).error() == Errc::limit_exceeded));
    BOOST_TEST(out.push({16, message_of(max_message - 16)}, net::Priority::control).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
