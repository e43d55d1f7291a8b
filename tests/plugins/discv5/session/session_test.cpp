#include <boost/test/unit_test.hpp>
#include <sstream>

#include <kit/testing/fake_local_node.hpp>
#include <plugins/discv5/session/codec.hpp>
#include <plugins/discv5/wire/message.hpp>

using namespace plexus;
using namespace plexus::discv5;
using namespace std::chrono_literals;

namespace {

/// One end of a conversation.
struct End {
    End(std::uint64_t seed, const char* address)
        : self{seed}, at{asio::ip::make_address(address), 30303}, codec{self} {}

    Contact contact() const { return {codec.id(), at}; }

    testing::FakeLocalNode self;
    asio::ip::udp::endpoint at;
    Codec codec;
};

struct Scene {
    End a{1, "10.0.0.1"};
    End b{2, "10.0.0.2"};
    SteadyTime now{1000s};
    const Bytes ping = encode(Message{Ping{{7}, 1}});

    Bytes from_a() { return a.codec.seal(b.contact(), ping, now).value().datagram; }

    /// The handshake of `a` after a challenge to a packet with this nonce.
    Bytes handshake_of_a(const Nonce& nonce) {
        const Codec::Unreadable unread{a.contact(), nonce};
        const Bytes who = b.codec.challenge(unread, nullptr, now).value();
        const auto challenge = std::get<Codec::Challenged>(a.codec.open(who, b.at, now).value());
        return a.codec.handshake(b.contact(), b.self.id(), challenge, ping, now).value().datagram;
    }

    void connect() { BOOST_TEST(b_reads(handshake_of_a(Nonce{{1}}))); }

    bool b_reads(const Bytes& datagram) {
        const auto incoming = b.codec.open(datagram, a.at, now);
        return incoming && std::holds_alternative<Codec::Opened>(*incoming);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(discv5_session, Scene)

BOOST_AUTO_TEST_CASE(a_challenge_is_no_longer_than_what_it_responds_to) {
    const Bytes first = from_a();
    const auto unread = std::get<Codec::Unreadable>(b.codec.open(first, a.at, now).value());

    BOOST_TEST(b.codec.challenge(unread, nullptr, now).value().size() <= first.size());
}

BOOST_AUTO_TEST_CASE(messages_pass_both_ways_after_a_handshake) {
    connect();
    const Bytes back = b.codec.seal(a.contact(), ping, now).value().datagram;

    BOOST_TEST(b_reads(from_a()));
    BOOST_TEST(std::holds_alternative<Codec::Opened>(a.codec.open(back, b.at, now).value()));
    BOOST_TEST(b.codec.node_of(a.contact()).record->id == a.self.id());
}

BOOST_AUTO_TEST_CASE(a_handshake_is_good_only_once_and_in_time) {
    const Bytes first = handshake_of_a(Nonce{{1}});
    BOOST_TEST(b_reads(first));
    BOOST_TEST(!b_reads(first));

    const Bytes late = handshake_of_a(Nonce{{2}});
    now += Codec::challenge_lifetime;
    BOOST_TEST(!b_reads(late));
}

BOOST_AUTO_TEST_CASE(an_open_challenge_is_sent_again_unchanged) {
    const Bytes one = b.codec.challenge({a.contact(), Nonce{{1}}}, nullptr, now).value();
    const Bytes two = b.codec.challenge({a.contact(), Nonce{{2}}}, nullptr, now).value();

    BOOST_TEST(one == two, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_forged_packet_ends_no_session) {
    connect();
    Bytes forged = from_a();
    forged.back() ^= 1;

    BOOST_TEST(!b_reads(forged));
    BOOST_TEST(b_reads(from_a()));
}

BOOST_AUTO_TEST_CASE(a_session_is_not_valid_at_another_port) {
    connect();
    const asio::ip::udp::endpoint elsewhere{a.at.address(), 30304};
    const auto incoming = b.codec.open(from_a(), elsewhere, now);

    BOOST_TEST(std::holds_alternative<Codec::Unreadable>(incoming.value()));
}

BOOST_AUTO_TEST_CASE(messages_under_the_keys_before_are_read_for_a_while) {
    connect();
    const Bytes late = from_a();
    BOOST_TEST(b_reads(handshake_of_a(Nonce{{2}})));

    BOOST_TEST(b_reads(late));
    now += Codec::old_keys_lifetime;
    BOOST_TEST(!b_reads(late));
}

BOOST_AUTO_TEST_CASE(a_session_ends_after_a_day) {
    connect();
    now += Codec::session_lifetime;

    BOOST_TEST(!b_reads(from_a()));
}

BOOST_AUTO_TEST_CASE(challenges_are_limited_by_host_and_in_all) {
    std::size_t sent = 0;
    for (std::uint8_t number = 0; number < 100; ++number) {
        const Contact from{HashedId{{number}}, a.at};
        if (b.codec.challenge({from, Nonce{}}, nullptr, now)) ++sent;
    }
    BOOST_TEST(sent == 20U);

    for (std::uint32_t number = 0; number < 5000; ++number) {
        const asio::ip::address_v4 address{0x20000000U + number * 65536U};
        (void)b.codec.challenge({{HashedId{{1}}, {address, 30303}}, Nonce{}}, nullptr, now);
    }
    BOOST_TEST(b.codec.challenges() <= Codec::max_challenges);
}

BOOST_AUTO_TEST_CASE(challenges_are_limited_by_network) {
    std::size_t sent = 0;
    for (std::uint32_t host = 0; host < 200; ++host) {
        const asio::ip::address_v4 address{0x08080800U + host};
        const Contact from{HashedId{{1}}, {address, 30303}};
        if (b.codec.challenge({from, Nonce{}}, nullptr, now)) ++sent;
    }

    BOOST_TEST(sent == 20U);
}

BOOST_AUTO_TEST_CASE(a_network_displaces_no_sessions_but_its_own) {
    Sessions sessions;
    const Contact honest{HashedId{{1}}, {asio::ip::make_address("9.9.9.9"), 1}};
    sessions.put(honest, {});

    for (std::uint16_t port = 1; port < 3000; ++port) {
        const asio::ip::address_v4 address{0x08080800U + port % 256U};
        sessions.put({HashedId{{2}}, {address, port}}, {});
    }
    const std::string six = "2a00:1:2:";
    for (unsigned subnet = 1; subnet < 3000; ++subnet) {
        std::ostringstream text;
        text << six << std::hex << subnet << "::1";
        sessions.put({HashedId{{3}}, {asio::ip::make_address(text.str()), 1}}, {});
    }

    BOOST_TEST(sessions.size() == 1 + 2 * Sessions::most_in_network);
    BOOST_TEST(sessions.find(honest) != nullptr);
}

BOOST_AUTO_TEST_CASE(of_all_sessions_the_one_that_was_not_used_for_longest_goes) {
    Sessions sessions;
    const auto contact = [](std::uint32_t number) {
        const asio::ip::address_v4 address{0x08000000U + number * 65536U};
        return Contact{HashedId{{1}}, {address, 1}};
    };
    for (std::uint32_t number = 0; number < Sessions::most; ++number) {
        sessions.put(contact(number), {});
    }
    BOOST_TEST(sessions.find(contact(0)) != nullptr);

    sessions.put(contact(Sessions::most), {});

    BOOST_TEST(sessions.size() == Sessions::most);
    BOOST_TEST(sessions.find(contact(0)) != nullptr);
    BOOST_TEST(sessions.find(contact(1)) == nullptr);
}

BOOST_AUTO_TEST_CASE(a_session_that_says_too_much_is_not_heard_for_a_while) {
    connect();
    std::size_t heard = 0;
    for (int i = 0; i < 300; ++i) heard += b_reads(from_a()) ? 1U : 0U;
    BOOST_TEST(heard == 200U);

    now += 1s;

    BOOST_TEST(b_reads(from_a()));
}

BOOST_AUTO_TEST_CASE(a_datagram_that_would_be_too_long_is_not_made) {
    connect();
    const Bytes large(max_datagram_bytes);

    BOOST_TEST((a.codec.seal(b.contact(), large, now).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_SUITE_END()
