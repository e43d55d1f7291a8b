#include <boost/test/unit_test.hpp>
#include <set>

#include <plugins/rlpx/handshake/handshake.hpp>

#include <tests/plugins/rlpx/vectors.hpp>

using namespace plexus;
using namespace plexus::rlpx;
using tests::fixed;
using tests::hex;

namespace {

const boost::json::value& vectors() {
    static const boost::json::value loaded = tests::load_vectors("rlpx_eip8.json");
    return loaded;
}

crypto::SecretKey vector_key(std::string_view name) {
    return crypto::SecretKey::from(hex(vectors().at("keys").at(name))).value();
}

KeyAgreement agreement(const crypto::SecretKey& key) {
    return [key](const crypto::PublicKey& theirs) { return crypto::ecdh_x(key, theirs); };
}

Identity identity(const crypto::SecretKey& key) {
    return {crypto::public_key(key), agreement(key)};
}

KeyAgreement reader_of(const boost::json::value& message) {
    const bool for_a = message.at("decrypt_with").as_string() == "static_key_A";
    return agreement(vector_key(for_a ? "static_key_A_initiator" : "static_key_B_recipient"));
}

const boost::json::value& message_named(std::string_view name) {
    for (const boost::json::value& message : vectors().at("messages").as_array()) {
        if (message.at("name").as_string() == name) return message;
    }
    throw std::invalid_argument(std::string{name});
}

Bytes packet_named(std::string_view name) { return hex(message_named(name).at("packet")); }

struct Fixture {
    crypto::SecretKey key_a = crypto::SecretKey::generate();
    crypto::SecretKey key_b = crypto::SecretKey::generate();
    Identity a = identity(key_a);
    Identity b = identity(key_b);
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(handshake, Fixture)

BOOST_AUTO_TEST_CASE(the_published_packets_decrypt_to_their_plaintexts) {
    for (const boost::json::value& message : vectors().at("messages").as_array()) {
        const Bytes packet = hex(message.at("packet"));

        const Result<Bytes> plain = open_packet(reader_of(message), packet);

        BOOST_TEST_REQUIRE(plain.has_value());
        const Bytes list = hex(message.at("plaintext_rlp"));
        BOOST_TEST(plain->size() ==
                   list.size() + static_cast<std::size_t>(message.at("padding_len").as_int64()));
        BOOST_TEST(std::equal(list.begin(), list.end(), plain->begin()));
    }
}

BOOST_AUTO_TEST_CASE(the_published_auths_have_the_published_fields) {
    for (const std::string_view name : {"auth2", "auth3"}) {
        const boost::json::value& message = message_named(name);
        const Bytes plain = open_packet(reader_of(message), packet_named(name)).value();

        const Result<Auth> auth = decode_auth(plain);

        BOOST_TEST_REQUIRE(auth.has_value());
        const boost::json::value& fields = message.at("fields");
        BOOST_TEST((auth->signature == fixed<65>(fields.at("signature"))));
        BOOST_TEST((auth->initiator == fixed<64>(fields.at("initiator_pubkey"))));
        BOOST_TEST((auth->nonce == fixed<32>(fields.at("nonce"))));
    }
}

BOOST_AUTO_TEST_CASE(the_published_acks_have_the_published_fields) {
    for (const std::string_view name : {"ack2", "ack3"}) {
        const boost::json::value& message = message_named(name);
        const Bytes plain = open_packet(reader_of(message), packet_named(name)).value();

        const Result<Ack> ack = decode_ack(plain);

        BOOST_TEST_REQUIRE(ack.has_value());
        const boost::json::value& fields = message.at("fields");
        BOOST_TEST((ack->ephemeral == fixed<64>(fields.at("ephemeral_pubkey"))));
        BOOST_TEST((ack->nonce == fixed<32>(fields.at("nonce"))));
    }
}

BOOST_AUTO_TEST_CASE(the_auth_signature_gives_the_initiators_ephemeral_key) {
    const boost::json::value& keys = vectors().at("keys");
    const boost::json::value& derived = vectors().at("derived");

    const auto recovered =
        crypto::recover(fixed<65>(derived.at("auth_signature")),
                        fixed<32>(derived.at("signed_digest_static_xor_nonceA")));

    BOOST_TEST((recovered.value() == fixed<64>(keys.at("ephemeral_pub_A"))));
}

BOOST_AUTO_TEST_CASE(both_sides_derive_the_published_secrets) {
    const boost::json::value& keys = vectors().at("keys");
    const boost::json::value& derived = vectors().at("derived");
    const Bytes auth = packet_named("auth2");
    const Bytes ack = packet_named("ack2");
    const Transcript transcript{fixed<32>(keys.at("nonce_A")), fixed<32>(keys.at("nonce_B")), auth,
                                ack};
    const Hash256 agreed =
        crypto::ecdh_x(vector_key("ephemeral_key_A"), fixed<64>(keys.at("ephemeral_pub_B")))
            .value();
    BOOST_TEST((agreed == fixed<32>(derived.at("ecdhe_secret"))));

    const Secrets initiator = derive_secrets(Role::initiator, agreed, transcript);
    Secrets recipient = derive_secrets(Role::recipient, agreed, transcript);

    BOOST_TEST((recipient.aes == fixed<32>(derived.at("aes_secret"))));
    BOOST_TEST((recipient.mac == fixed<32>(derived.at("mac_secret"))));
    BOOST_TEST(
        (recipient.ingress.digest() == fixed<32>(derived.at("recipient_ingress_mac_digest"))));
    BOOST_TEST((recipient.egress.digest() == fixed<32>(derived.at("recipient_egress_mac_digest"))));
    BOOST_TEST((initiator.egress.digest() == recipient.ingress.digest()));
    BOOST_TEST((initiator.ingress.digest() == recipient.egress.digest()));
    recipient.ingress.update(bytes_of("foo"));
    BOOST_TEST(
        (recipient.ingress.digest() == fixed<32>(derived.at("recipient_ingress_mac_after_foo"))));
}

BOOST_AUTO_TEST_CASE(a_node_responds_to_the_published_auths) {
    const Identity recipient = identity(vector_key("static_key_B_recipient"));

    for (const std::string_view name : {"auth2", "auth3"}) {
        const Result<AcceptedAuth> response = accept_auth(recipient, packet_named(name));

        BOOST_TEST_REQUIRE(response.has_value());
        BOOST_TEST((response->remote == fixed<64>(vectors().at("keys").at("static_pub_A"))));
    }
}

BOOST_AUTO_TEST_CASE(two_sides_agree_on_everything) {
    const Initiator initiator = Initiator::begin(a, b.id).value();

    const AcceptedAuth response = accept_auth(b, initiator.packet()).value();
    const Secrets ours = initiator.finish(a, response.packet).value();

    BOOST_TEST((response.remote == a.id));
    BOOST_TEST((ours.aes == response.secrets.aes));
    BOOST_TEST((ours.mac == response.secrets.mac));
    BOOST_TEST((ours.egress.digest() == response.secrets.ingress.digest()));
    BOOST_TEST((ours.ingress.digest() == response.secrets.egress.digest()));
}

BOOST_AUTO_TEST_CASE(an_auth_is_longer_than_the_form_before_eip8_and_varies) {
    std::set<std::size_t> sizes;
    for (int i = 0; i < 50; ++i) {
        const Initiator initiator = Initiator::begin(a, b.id).value();
        BOOST_TEST(initiator.packet().size() > 307U);
        sizes.insert(initiator.packet().size());
    }
    BOOST_TEST(sizes.size() > 5U);
}

BOOST_AUTO_TEST_CASE(a_replayed_auth_gives_another_session) {
    const Initiator initiator = Initiator::begin(a, b.id).value();

    const AcceptedAuth first = accept_auth(b, initiator.packet()).value();
    const AcceptedAuth second = accept_auth(b, initiator.packet()).value();

    BOOST_TEST((first.secrets.aes != second.secrets.aes));
}

BOOST_AUTO_TEST_CASE(the_size_is_judged_by_the_prefix_alone) {
    BOOST_TEST(packet_size({{0x08, 0x00}}).value() == 2048U);
    BOOST_TEST((packet_size({{0x08, 0x01}}).error() == Errc::limit_exceeded));
    BOOST_TEST((packet_size({{0xff, 0xff}}).error() == Errc::limit_exceeded));
    BOOST_TEST(packet_size({{0x00, 113}}).value() == 113U);
    BOOST_TEST((packet_size({{0x00, 112}}).error() == Errc::malformed));
    BOOST_TEST((packet_size({{0x00, 0x00}}).error() == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(every_truncation_of_an_auth_is_refused) {
    const Initiator initiator = Initiator::begin(a, b.id).value();
    for (std::size_t size = 0; size < initiator.packet().size(); ++size) {
        BOOST_TEST(accept_auth(b, initiator.packet().first(size)).has_error());
    }
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_of_an_auth_is_refused) {
    const Initiator initiator = Initiator::begin(a, b.id).value();
    for (std::size_t place = 0; place < initiator.packet().size(); ++place) {
        Bytes packet(initiator.packet().begin(), initiator.packet().end());
        packet[place] ^= 0x10;
        BOOST_TEST(accept_auth(b, packet).has_error());
    }
}

BOOST_AUTO_TEST_CASE(an_auth_for_somebody_else_is_refused) {
    const Initiator initiator = Initiator::begin(a, a.id).value();
    BOOST_TEST((accept_auth(b, initiator.packet()).error() == Errc::bad_signature));
}

BOOST_AUTO_TEST_CASE(a_key_off_the_curve_is_refused) {
    const crypto::PublicKey nowhere{};
    BOOST_TEST((Initiator::begin(a, nowhere).error() == Errc::bad_key));
    BOOST_TEST((ecies::encrypt(nowhere, {}, {}).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(ecies_encryption, Fixture)

BOOST_AUTO_TEST_CASE(what_is_encrypted_is_decrypted) {
    for (const std::size_t size : {0U, 1U, 16U, 1000U}) {
        const Bytes plain(size, 0x5a);
        const Bytes extra{1, 2};

        const Bytes sealed = ecies::encrypt(b.id, plain, extra).value();

        BOOST_TEST(sealed.size() == size + ecies::overhead);
        BOOST_TEST((ecies::decrypt(b.agree, sealed, extra).value() == plain));
        BOOST_TEST((ecies::decrypt(b.agree, sealed, {}).error() == Errc::bad_signature));
    }
}

BOOST_AUTO_TEST_CASE(a_text_shorter_than_key_iv_and_mac_is_refused_by_its_length) {
    const Bytes sealed = ecies::encrypt(b.id, {}, {}).value();
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        const auto part = BytesView{sealed}.first(size);
        BOOST_TEST((ecies::decrypt(b.agree, part, {}).error() == Errc::malformed));
    }
}

BOOST_AUTO_TEST_CASE(only_the_uncompressed_prefix_is_accepted) {
    for (int prefix = 0; prefix < 256; ++prefix) {
        Bytes sealed = ecies::encrypt(b.id, {}, {}).value();
        sealed[0] = static_cast<std::uint8_t>(prefix);
        const Result<Bytes> plain = ecies::decrypt(b.agree, sealed, {});
        BOOST_TEST(plain.has_value() == (prefix == 4));
        if (prefix != 4) BOOST_TEST((plain.error() == Errc::bad_key));
    }
}

BOOST_AUTO_TEST_CASE(an_ephemeral_key_off_the_curve_or_above_the_prime_is_refused) {
    const Bytes sealed = ecies::encrypt(b.id, {}, {}).value();
    for (const unsigned filler : {0x00U, 0x01U, 0xffU}) {
        Bytes forged = sealed;
        std::fill(forged.begin() + 1, forged.begin() + 65, static_cast<std::uint8_t>(filler));
        BOOST_TEST((ecies::decrypt(b.agree, forged, {}).error() == Errc::bad_key));
    }
    Bytes forged = sealed;
    forged[64] ^= 1;
    BOOST_TEST((ecies::decrypt(b.agree, forged, {}).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_SUITE_END()
