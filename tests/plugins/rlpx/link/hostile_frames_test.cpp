#include <plugins/rlpx/frames/snappy.hpp>
#include <plugins/rlpx/link/base_protocol.hpp>

#include <tests/plugins/rlpx/attacker.hpp>

using namespace plexus;
using namespace plexus::tests;

BOOST_AUTO_TEST_SUITE(hostile_frames)

namespace {

constexpr std::size_t small_limit = 1000;

std::optional<std::size_t> at_most_small(std::uint64_t code) {
    const std::optional<std::size_t> known = any_size(code);
    return known ? std::optional{small_limit} : known;
}

/// What the victim must have made of bytes on the wire after Hello.
void check_bytes(const std::function<Bytes(Attacker&)>& make, Errc expected, net::Reason reason,
                 std::uint64_t p2p_version = 5) {
    Attack attack;
    std::optional<net::Reason> told;
    const auto plot = [&](Attacker& attacker) -> awaitable<void> {
        co_await attacker.handshake(p2p_version);
        Bytes bytes = make(attacker);
        co_await attacker.write(std::move(bytes));
        told = co_await attacker.disconnect_reason();
    };

    const Outcome outcome = attack.run(plot, at_most_small);

    BOOST_TEST((outcome.error == expected));
    BOOST_TEST((told == reason));
    BOOST_TEST(attack.victim.metrics.value("plexus_rlpx_link_failures_total",
                                           {{"reason", "breach"}}) == 1);
}

void check_content(const Bytes& content, Errc expected, net::Reason reason,
                   std::uint64_t p2p_version = 5) {
    check_bytes([&](Attacker& attacker) { return attacker.frame(content); }, expected, reason,
                p2p_version);
}

Bytes with_code(std::uint8_t code, const Bytes& payload) {
    Bytes content{code};
    content.insert(content.end(), payload.begin(), payload.end());
    return content;
}

/// What reaches the handlers when good contents are sent and then a disconnect.
Outcome deliver(const std::function<std::vector<Bytes>(Attacker&)>& make,
                std::uint64_t p2p_version = 5) {
    Attack attack;
    const auto plot = [&](Attacker& attacker) -> awaitable<void> {
        co_await attacker.handshake(p2p_version);
        for (Bytes& frame : make(attacker)) co_await attacker.write(std::move(frame));
        Bytes disconnect{0x01, 0x00};
        co_await attacker.send(std::move(disconnect));
        co_await attacker.disconnect_reason();
    };
    return attack.run(plot);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_flipped_bit_in_either_mac_or_in_the_content_is_noticed) {
    for (const std::size_t place : {0U, 16U, 31U, 32U, 48U, 63U}) {
        const auto forge = [place](Attacker& attacker) {
            Bytes frame = attacker.frame(with_code(16, rlpx::compress(Bytes{0xc0})));
            frame[place] ^= 0x20;
            return frame;
        };
        check_bytes(forge, Errc::bad_signature, net::Reason::network_error);
    }
}

BOOST_AUTO_TEST_CASE(a_snappy_bomb_is_refused_by_its_declaration) {
    check_content({16, 0xe9, 0x07}, Errc::limit_exceeded, net::Reason::protocol_breach);
    check_content({16, 0x80, 0x80, 0x80, 0x08}, Errc::limit_exceeded, net::Reason::protocol_breach);
    check_content({16, 0xff, 0xff, 0xff, 0xff, 0x0f}, Errc::limit_exceeded,
                  net::Reason::protocol_breach);
}

BOOST_AUTO_TEST_CASE(broken_snappy_is_an_error_of_the_network) {
    check_content({16, 0x05, 0xff, 0xff}, Errc::malformed, net::Reason::network_error);
}

BOOST_AUTO_TEST_CASE(an_uncompressed_message_under_version_five_does_not_inflate) {
    check_content({16, 0xc3, 0x01, 0x02, 0x03}, Errc::malformed, net::Reason::network_error);
}

BOOST_AUTO_TEST_CASE(under_version_four_nothing_is_inflated) {
    const Bytes payload = rlpx::compress(Bytes(100, 1));
    const auto make = [&](Attacker& attacker) {
        return std::vector<Bytes>{attacker.frame(with_code(16, payload))};
    };

    const Outcome outcome = deliver(make, 4);

    BOOST_TEST_REQUIRE(outcome.messages.size() == 1U);
    BOOST_TEST(outcome.messages[0].payload.size() == payload.size());
}

BOOST_AUTO_TEST_CASE(a_ping_of_sixteen_mebibytes_is_a_breach) {
    check_content({0x02, 0x80, 0x80, 0x80, 0x08}, Errc::malformed, net::Reason::protocol_breach);
}

BOOST_AUTO_TEST_CASE(codes_that_are_not_in_use_are_a_breach_and_never_cut_to_a_byte) {
    const Bytes payload = rlpx::compress(Bytes{0xc0});
    const std::vector<Bytes> codes{{0x21},
                                   {0x7f},
                                   {0x81, 0x90},
                                   {0x82, 0x01, 0x00},
                                   {0x82, 0x01, 0x10},
                                   {0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
    for (Bytes content : codes) {
        content.insert(content.end(), payload.begin(), payload.end());
        check_content(content, Errc::unexpected_message, net::Reason::protocol_breach);
    }
}

BOOST_AUTO_TEST_CASE(codes_in_another_form_than_the_canonical_are_a_breach) {
    check_content({0x81, 0x01, 0xc0}, Errc::non_canonical, net::Reason::protocol_breach);
    check_content({0x00, 0xc0}, Errc::non_canonical, net::Reason::protocol_breach);
    check_content({0x82, 0x00, 0x10, 0xc0}, Errc::non_canonical, net::Reason::protocol_breach);
    check_content({0xc1, 0x10, 0xc0}, Errc::malformed, net::Reason::protocol_breach);
    check_content({0x89, 1, 2, 3, 4, 5, 6, 7, 8, 9}, Errc::malformed, net::Reason::protocol_breach);
}

BOOST_AUTO_TEST_CASE(frames_and_messages_of_nothing_are_a_breach) {
    check_content({}, Errc::malformed, net::Reason::protocol_breach);
    check_content({0x10}, Errc::malformed, net::Reason::protocol_breach);
    check_content({0x10, 0x00}, Errc::malformed, net::Reason::protocol_breach);
    check_content({0x02}, Errc::malformed, net::Reason::protocol_breach);
}

BOOST_AUTO_TEST_CASE(a_second_hello_is_a_breach) {
    check_content({0x80, 0xc0}, Errc::unexpected_message, net::Reason::protocol_breach);
}

BOOST_AUTO_TEST_CASE(odd_header_data_is_ignored) {
    const auto make = [](Attacker& attacker) {
        const Bytes content = with_code(16, rlpx::compress(Bytes{0xc0}));
        return std::vector<Bytes>{attacker.frame(content, Bytes(13, 0xff)),
                                  attacker.frame(content, {}),
                                  attacker.frame(content, {0xc4, 0x01, 0x05, 0x82, 0xff})};
    };
    BOOST_TEST(deliver(make).messages.size() == 3U);
}

BOOST_AUTO_TEST_CASE(unknown_codes_of_the_base_protocol_are_ignored) {
    const auto make = [](Attacker& attacker) {
        std::vector<Bytes> frames;
        for (std::uint8_t unknown = 4; unknown < 16; ++unknown) {
            frames.push_back(attacker.frame({unknown, 0xff, 0xff}));
        }
        frames.push_back(attacker.frame(with_code(16, rlpx::compress(Bytes{0xc0}))));
        return frames;
    };
    BOOST_TEST(deliver(make).messages.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_disconnect_is_understood_in_every_form) {
    const Bytes list{0xc1, 0x04};
    const Bytes bare{0x04};
    const Bytes forms[]{list, bare, rlpx::compress(list), rlpx::compress(bare)};
    for (const std::uint64_t p2p_version : {4U, 5U}) {
        for (const Bytes& form : forms) {
            Attack attack;
            const auto plot = [&](Attacker& attacker) -> awaitable<void> {
                co_await attacker.handshake(p2p_version);
                Bytes content = with_code(1, form);
                co_await attacker.send(std::move(content));
                co_await attacker.disconnect_reason();
            };

            const Outcome outcome = attack.run(plot);

            BOOST_TEST((outcome.error == Errc::peer_gone));
            BOOST_TEST((outcome.disconnect_reason == net::Reason::too_many_peers));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_silent_remote_is_told_that_it_timed_out) {
    rlpx::Deadlines deadlines;
    deadlines.frame_read = 100ms;
    Attack attack(deadlines);
    std::optional<net::Reason> told;
    const auto plot = [&](Attacker& attacker) -> awaitable<void> {
        co_await attacker.handshake();
        told = co_await attacker.disconnect_reason();
    };

    const Outcome outcome = attack.run(plot);

    BOOST_TEST((outcome.error == Errc::timed_out));
    BOOST_TEST((told == net::Reason::read_timeout));
    BOOST_TEST(attack.victim.metrics.value("plexus_rlpx_link_failures_total",
                                           {{"reason", "timeout"}}) == 1);
}

BOOST_AUTO_TEST_CASE(a_body_that_drips_ends_with_the_deadline_of_its_frame) {
    rlpx::Deadlines deadlines;
    deadlines.frame_read = 100ms;
    Attack attack(deadlines);
    const auto plot = [&](Attacker& attacker) -> awaitable<void> {
        co_await attacker.handshake();
        Bytes frame = attacker.frame(Bytes(1024 * 1024, 0x10));
        frame.resize(1000);
        for (const std::uint8_t byte : frame) {
            if (attack.victim.metrics.value("plexus_rlpx_link_failures_total",
                                            {{"reason", "timeout"}}) > 0)
                break;
            Bytes one{byte};
            co_await attacker.write(std::move(one));
            co_await sleep_for(5ms);
        }
        co_await attacker.disconnect_reason();
    };

    const Outcome outcome = attack.run(plot);

    BOOST_TEST((outcome.error == Errc::timed_out));
}

BOOST_AUTO_TEST_CASE(a_flood_of_pings_without_reading_the_pongs_is_a_breach) {
    Attack attack;
    const auto flood = [&](Attacker& attacker) -> awaitable<void> {
        co_await attacker.handshake();
        attacker.socket().set_option(asio::socket_base::receive_buffer_size(4096));
        const Bytes ping{0x02, 0x01, 0x00, 0xc0};
        while (attack.victim.metrics.value("plexus_rlpx_link_failures_total",
                                           {{"reason", "breach"}}) == 0) {
            Bytes batch;
            for (int i = 0; i < 1000; ++i) {
                const Bytes frame = attacker.frame(ping);
                batch.insert(batch.end(), frame.begin(), frame.end());
            }
            co_await attacker.write(std::move(batch));
        }
        attacker.socket().close();
    };

    const Outcome outcome = attack.run(flood);

    BOOST_TEST((outcome.error == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_SUITE_END()
