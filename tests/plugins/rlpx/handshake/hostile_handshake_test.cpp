#include <kit/rlp/writer.hpp>
#include <plugins/rlpx/link/base_protocol.hpp>

#include <tests/plugins/rlpx/attacker.hpp>

using namespace plexus;
using namespace plexus::tests;

namespace {

/// What the victim must have done about bytes that are no auth: left at once, in silence.
void check_silent_refusal(const std::function<Bytes(Attacker&)>& make, Errc expected) {
    Attack attack;
    bool silent = false;
    const auto plot = [&](Attacker& attacker) -> awaitable<void> {
        co_await attacker.connect();
        Bytes bytes = make(attacker);
        co_await attacker.write(std::move(bytes));
        silent = co_await attacker.hears_nothing();
    };

    const Outcome outcome = attack.run(plot);

    BOOST_TEST((outcome.error == expected));
    BOOST_TEST(silent);
    BOOST_TEST(attack.victim.metrics.value("plexus_rlpx_handshake_failures_total",
                                           {{"direction", "inbound"}}) == 1);
}

/// What the victim must have responded to a first frame.
void check_first_frame(const std::function<Bytes(Attacker&)>& make, const ErrorCode& expected,
                       std::optional<net::Reason> reason) {
    Attack attack;
    std::optional<net::Reason> told;
    const auto plot = [&](Attacker& attacker) -> awaitable<void> {
        co_await attacker.authenticate();
        Bytes content = make(attacker);
        co_await attacker.send(std::move(content));
        told = co_await attacker.disconnect_reason();
    };

    const Outcome outcome = attack.run(plot);

    BOOST_TEST((outcome.error == expected));
    BOOST_TEST((told == reason));
}

Bytes hello_content(const Bytes& id, std::size_t capabilities = 1) {
    rlp::Writer out;
    out.u64(rlpx::code::hello);
    out.list([&] {
        out.u64(5);
        out.text("attacker");
        out.list([&] {
            for (std::size_t i = 0; i < capabilities; ++i) {
                out.list([&] {
                    out.text("eth");
                    out.u64(i);
                });
            }
        });
        out.u64(0);
        out.bytes(id);
    });
    return out.take();
}

Bytes copy(BytesView view) { return {view.begin(), view.end()}; }

rlpx::Deadlines short_handshake() {
    rlpx::Deadlines deadlines;
    deadlines.handshake = 100ms;
    return deadlines;
}

/// Sends a byte now and then until the victim has had enough.
awaitable<void> drip(Attacker& attacker, Bytes bytes) {
    for (const std::uint8_t byte : bytes) {
        Bytes one{byte};
        if (!co_await attacker.write(std::move(one))) break;
        co_await sleep_for(5ms);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_auth)

BOOST_AUTO_TEST_CASE(a_size_above_two_kibibytes_is_refused_at_once) {
    check_silent_refusal([](Attacker&) { return Bytes{0xff, 0xff}; }, Errc::limit_exceeded);
    check_silent_refusal([](Attacker&) { return Bytes{0x08, 0x01}; }, Errc::limit_exceeded);
}

BOOST_AUTO_TEST_CASE(a_size_below_key_iv_and_mac_is_refused_at_once) {
    check_silent_refusal([](Attacker&) { return Bytes{0x00, 0x70}; }, Errc::malformed);
    check_silent_refusal([](Attacker&) { return Bytes{0x00, 0x00}; }, Errc::malformed);
}

BOOST_AUTO_TEST_CASE(any_prefix_but_four_is_refused) {
    for (const unsigned prefix : {0U, 2U, 3U, 6U, 7U}) {
        const auto forge = [prefix](Attacker& attacker) {
            Bytes auth = attacker.good_auth();
            auth[2] = static_cast<std::uint8_t>(prefix);
            return auth;
        };
        check_silent_refusal(forge, Errc::bad_key);
    }
}

BOOST_AUTO_TEST_CASE(an_ephemeral_key_off_the_curve_or_above_the_prime_is_refused) {
    for (const unsigned filler : {0x00U, 0x07U, 0xffU}) {
        const auto forge = [filler](Attacker& attacker) {
            Bytes auth = attacker.good_auth();
            std::fill(auth.begin() + 3, auth.begin() + 67, static_cast<std::uint8_t>(filler));
            return auth;
        };
        check_silent_refusal(forge, Errc::bad_key);
    }
}

BOOST_AUTO_TEST_CASE(a_flipped_bit_in_the_mac_is_refused) {
    const auto forge = [](Attacker& attacker) {
        Bytes auth = attacker.good_auth();
        auth.back() ^= 1;
        return auth;
    };
    check_silent_refusal(forge, Errc::bad_signature);
}

BOOST_AUTO_TEST_CASE(an_initiator_key_off_the_curve_is_refused) {
    const auto forge = [](Attacker& attacker) {
        rlp::Writer out;
        out.list([&] {
            out.bytes(Bytes(65, 1));
            out.bytes(Bytes(64, 7));
            out.bytes(Bytes(32, 1));
            out.u64(4);
        });
        return rlpx::seal_packet(attacker.victim_id(), out.take()).value();
    };
    check_silent_refusal(forge, Errc::bad_key);
}

BOOST_AUTO_TEST_CASE(an_auth_that_is_no_list_is_refused) {
    const auto forge = [](Attacker& attacker) {
        return rlpx::seal_packet(attacker.victim_id(), Bytes(100, 0)).value();
    };
    check_silent_refusal(forge, Errc::malformed);
}

BOOST_AUTO_TEST_CASE(the_form_before_eip8_ends_with_the_deadline) {
    Attack attack(short_handshake());
    bool silent = false;
    const auto plot = [&](Attacker& attacker) -> awaitable<void> {
        co_await attacker.connect();
        Bytes legacy(307, 0x04);
        co_await attacker.write(std::move(legacy));
        silent = co_await attacker.hears_nothing();
    };

    const Outcome outcome = attack.run(plot);

    BOOST_TEST((outcome.error == Errc::timed_out));
    BOOST_TEST(silent);
}

BOOST_AUTO_TEST_CASE(one_byte_now_and_then_ends_with_the_total_deadline) {
    Attack attack(short_handshake());
    const auto plot = [&](Attacker& attacker) -> awaitable<void> {
        co_await attacker.connect();
        Bytes auth = attacker.good_auth();
        co_await drip(attacker, std::move(auth));
    };

    const Outcome outcome = attack.run(plot);

    BOOST_TEST((outcome.error == Errc::timed_out));
}

BOOST_AUTO_TEST_CASE(an_auth_of_another_version_with_further_elements_gets_an_ack) {
    Attack attack;
    std::size_t responded = 0;
    const auto plot = [&](Attacker& attacker) -> awaitable<void> {
        Bytes auth = attacker.auth_of_the_future();
        const Bytes ack = co_await attacker.exchange_auth(std::move(auth));
        responded = ack.size();
        attacker.socket().close();
    };

    attack.run(plot);

    BOOST_TEST(responded > 307U);
    BOOST_TEST(attack.victim.metrics.value("plexus_rlpx_handshake_failures_total",
                                           {{"direction", "inbound"}}) == 0);
}

BOOST_AUTO_TEST_CASE(a_replayed_auth_gives_another_session) {
    Attack attack;
    Bytes auth;
    Bytes acks[2];
    for (Bytes& ack : acks) {
        const auto plot = [&](Attacker& attacker) -> awaitable<void> {
            if (auth.empty()) auth = attacker.good_auth();
            ack = co_await attacker.exchange_auth(auth);
            ErrorCode ignored;
            attacker.socket().close(ignored);
        };
        attack.run(plot);
    }
    BOOST_TEST((acks[0] != acks[1]));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(hostile_hello)

BOOST_AUTO_TEST_CASE(an_id_that_is_not_the_proven_key_is_unexpected) {
    const auto other = [](Attacker& attacker) { return hello_content(copy(attacker.victim_id())); };
    check_first_frame(other, Errc::refused, net::Reason::unexpected_identity);
}

BOOST_AUTO_TEST_CASE(an_id_of_zeros_or_of_another_length_is_invalid) {
    for (const std::size_t size : {0U, 63U, 64U, 65U}) {
        const auto zeros = [size](Attacker&) { return hello_content(Bytes(size)); };
        check_first_frame(zeros, Errc::bad_key, net::Reason::invalid_identity);
    }
    const auto cut = [](Attacker& attacker) {
        return hello_content(copy(attacker.id().view().first(63)));
    };
    check_first_frame(cut, Errc::bad_key, net::Reason::invalid_identity);
}

BOOST_AUTO_TEST_CASE(ten_thousand_capabilities_are_a_breach) {
    const auto large = [](Attacker& attacker) {
        return hello_content(copy(attacker.id()), 10'000);
    };
    check_first_frame(large, Errc::limit_exceeded, net::Reason::protocol_breach);
}

BOOST_AUTO_TEST_CASE(a_hello_that_is_no_list_is_a_breach) {
    const auto garbage = [](Attacker&) { return Bytes{0x80, 0x01, 0x02}; };
    check_first_frame(garbage, Errc::malformed, net::Reason::protocol_breach);
}

BOOST_AUTO_TEST_CASE(a_ping_before_hello_is_a_breach) {
    const auto ping = [](Attacker&) { return Bytes{0x02, 0xc0}; };
    check_first_frame(ping, Errc::unexpected_message, net::Reason::protocol_breach);
}

BOOST_AUTO_TEST_CASE(a_capability_message_before_hello_is_a_breach) {
    const auto early = [](Attacker&) { return Bytes{0x10, 0xc0}; };
    check_first_frame(early, Errc::unexpected_message, net::Reason::protocol_breach);
}

BOOST_AUTO_TEST_CASE(a_disconnect_before_hello_is_a_refusal) {
    for (const Bytes& form : {Bytes{0x01, 0xc1, 0x04}, Bytes{0x01, 0x04}}) {
        const auto leave = [form](Attacker&) { return form; };
        check_first_frame(leave, net::Reason::too_many_peers, std::nullopt);
    }
    const auto without_reason = [](Attacker&) { return Bytes{0x01}; };
    check_first_frame(without_reason, net::Reason::requested, std::nullopt);
}

BOOST_AUTO_TEST_CASE(a_first_frame_with_a_wrong_mac_is_an_error_of_the_network) {
    Attack attack;
    std::optional<net::Reason> told;
    const auto plot = [&](Attacker& attacker) -> awaitable<void> {
        co_await attacker.authenticate();
        const Bytes content = hello_content(copy(attacker.id()));
        Bytes frame = attacker.frame(content);
        frame[20] ^= 1;
        co_await attacker.write(std::move(frame));
        told = co_await attacker.disconnect_reason();
    };

    const Outcome outcome = attack.run(plot);

    BOOST_TEST((outcome.error == Errc::bad_signature));
    BOOST_TEST((told == net::Reason::network_error));
}

BOOST_AUTO_TEST_CASE(odd_capabilities_do_not_hinder_the_link) {
    Attack attack;
    const auto plot = [&](Attacker& attacker) -> awaitable<void> {
        co_await attacker.authenticate();
        rlp::Writer out;
        out.u64(rlpx::code::hello);
        out.list([&] {
            out.u64(5);
            out.text("odd");
            out.list([&] {
                for (const std::string& name : {std::string(255, 'x'), std::string{},
                                                std::string{"eth"}, std::string{"eth"}}) {
                    out.list([&] {
                        out.text(name);
                        out.u64(~std::uint64_t{0});
                    });
                }
            });
            out.u64(0);
            out.fixed(attacker.id());
            out.list([] {});
        });
        Bytes content = out.take();
        co_await attacker.send(std::move(content));
        Bytes disconnect{0x01, 0x03};
        co_await attacker.send(std::move(disconnect));
        co_await attacker.disconnect_reason();
    };

    const Outcome outcome = attack.run(plot);

    BOOST_TEST((outcome.error == Errc::peer_gone));
    BOOST_TEST((outcome.disconnect_reason == net::Reason::useless_peer));
}

BOOST_AUTO_TEST_CASE(a_hello_that_never_comes_ends_with_the_total_deadline) {
    rlpx::Deadlines deadlines;
    deadlines.hello = 100ms;
    Attack attack(deadlines);
    const auto plot = [&](Attacker& attacker) -> awaitable<void> {
        co_await attacker.authenticate();
        const Bytes content = hello_content(copy(attacker.id()));
        Bytes frame = attacker.frame(content);
        co_await drip(attacker, std::move(frame));
    };

    const Outcome outcome = attack.run(plot);

    BOOST_TEST((outcome.error == Errc::timed_out));
}

BOOST_AUTO_TEST_SUITE_END()
