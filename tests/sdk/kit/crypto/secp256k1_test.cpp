#include <kit/crypto/secp256k1.hpp>

#include <boost/test/unit_test.hpp>

#include <kit/crypto/keccak.hpp>

#include <tests/vectors/vectors.hpp>

using namespace plexus;
using namespace plexus::crypto;

namespace {

constexpr auto& generator_hex =
    "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";
// The order of the group, and half of it.
constexpr auto& order_hex = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
constexpr auto& half_order_hex = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";

SecretKey secret(std::string_view hex) { return SecretKey::from(from_hex(hex).value()).value(); }

Bytes with_prefix(std::uint8_t prefix, BytesView rest) {
    Bytes bytes{prefix};
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    return bytes;
}

PublicKey point(std::string_view hex) { return fixed_from_hex<64>(hex).value(); }

const SecretKey& some_key() {
    static const SecretKey key =
        secret("49a7b37aa6f6645917e7b807e9d1c00d4fa71f18343b0d4122a4d2df64dd6fee");
    return key;
}

/// The same signature with n - s for s: as valid on the curve, but in the upper half.
Signature flipped(Signature signature) {
    const auto order = fixed_from_hex<32>(order_hex).value();
    int borrow = 0;
    for (std::size_t i = 32; i-- > 0;) {
        const int digit = order.bytes[i] - signature.bytes[32 + i] - borrow;
        borrow = digit < 0 ? 1 : 0;
        signature.bytes[32 + i] = static_cast<std::uint8_t>(digit + 256 * borrow);
    }
    signature.bytes[64] ^= 1;
    return signature;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(secp256k1_keys)

BOOST_AUTO_TEST_CASE(the_public_keys_of_the_published_handshake_are_derived) {
    const boost::json::value json = testing::vectors("rlpx_eip8");

    const auto derived = [&](std::string_view pointer) {
        return public_key(SecretKey::from(testing::hex_at(json, pointer)).value());
    };

    BOOST_TEST((derived("/keys/static_key_A_initiator") ==
                testing::fixed_at<64>(json, "/keys/static_pub_A")));
    BOOST_TEST((derived("/keys/static_key_B_recipient") ==
                testing::fixed_at<64>(json, "/keys/static_pub_B")));
    BOOST_TEST(
        (derived("/keys/ephemeral_key_A") == testing::fixed_at<64>(json, "/keys/ephemeral_pub_A")));
}

BOOST_AUTO_TEST_CASE(a_secret_key_of_zero_is_refused) {
    BOOST_TEST((SecretKey::from(Bytes(32)).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_CASE(a_secret_key_as_large_as_the_order_is_refused) {
    BOOST_TEST((SecretKey::from(from_hex(order_hex).value()).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_CASE(a_secret_key_of_the_wrong_size_is_refused) {
    BOOST_TEST((SecretKey::from(Bytes(31, 1)).error() == Errc::bad_key));
    BOOST_TEST((SecretKey::from(Bytes(33, 1)).error() == Errc::bad_key));
    BOOST_TEST((SecretKey::from(BytesView{}).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_CASE(generated_keys_differ_and_are_usable) {
    const SecretKey one = SecretKey::generate();
    const SecretKey two = SecretKey::generate();

    BOOST_TEST((one.reveal() != two.reveal()));
    BOOST_TEST(check(public_key(one)).has_value());
}

BOOST_AUTO_TEST_CASE(the_generator_is_on_the_curve) {
    BOOST_TEST(check(point(generator_hex)).has_value());
}

BOOST_AUTO_TEST_CASE(a_point_off_the_curve_is_refused_everywhere) {
    PublicKey off = point(generator_hex);
    off.bytes[63] ^= 1;

    BOOST_TEST((check(off).error() == Errc::bad_key));
    BOOST_TEST((compress(off).error() == Errc::bad_key));
    BOOST_TEST((ecdh_x(some_key(), off).error() == Errc::bad_key));
    BOOST_TEST((verify(off, Bytes(64, 1), Hash256{}).error() == Errc::bad_key));
    BOOST_TEST((parse_uncompressed(with_prefix(0x04, off)).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_CASE(the_point_at_infinity_has_no_encoding) {
    BOOST_TEST((check(PublicKey{}).error() == Errc::bad_key));
    BOOST_TEST((parse_uncompressed(Bytes{0x00}).error() == Errc::bad_key));
    BOOST_TEST((decompress(Bytes{0x00}).error() == Errc::bad_key));
}

// (1, y) with y^2 = 8 is on the curve; p + 1 is the same number, not reduced.
BOOST_AUTO_TEST_CASE(an_x_that_is_not_below_p_is_refused) {
    constexpr auto& y = "4218f20ae6c646b363db68605822fb14264ca8d2587fdd6fbc750d587e76a7ee";
    constexpr auto& one = "0000000000000000000000000000000000000000000000000000000000000001";
    constexpr auto& p_and_1 = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30";

    BOOST_TEST(check(point(std::string{one} + y)).has_value());
    BOOST_TEST((check(point(std::string{p_and_1} + y)).error() == Errc::bad_key));
    BOOST_TEST((decompress(with_prefix(0x02, from_hex(p_and_1).value())).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_CASE(a_y_that_is_not_below_p_is_refused) {
    constexpr auto& x = "1fe1e5ef3fceb5c135ab7741333ce5a6e80d68167653f6b2b24bcbcfaaaff507";
    constexpr auto& one = "0000000000000000000000000000000000000000000000000000000000000001";
    constexpr auto& p_and_1 = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30";

    BOOST_TEST(check(point(std::string{x} + one)).has_value());
    BOOST_TEST((check(point(std::string{x} + p_and_1)).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_CASE(sixty_five_bytes_are_taken_with_prefix_4_alone) {
    const PublicKey key = point(generator_hex);

    BOOST_TEST((parse_uncompressed(with_prefix(0x04, key)).value() == key));
    for (unsigned prefix = 0; prefix < 256; ++prefix) {
        if (prefix == 0x04) continue;
        const Bytes other = with_prefix(static_cast<std::uint8_t>(prefix), key);
        BOOST_TEST((parse_uncompressed(other).error() == Errc::bad_key), "prefix " << prefix);
    }
}

BOOST_AUTO_TEST_CASE(an_uncompressed_key_of_the_wrong_size_is_refused) {
    Bytes key = with_prefix(0x04, point(generator_hex));
    key.push_back(0);
    BOOST_TEST((parse_uncompressed(key).error() == Errc::bad_key));
    BOOST_TEST((parse_uncompressed(BytesView{key}.first(64)).error() == Errc::bad_key));
    BOOST_TEST((parse_uncompressed(BytesView{key}.first(33)).error() == Errc::bad_key));
    BOOST_TEST((parse_uncompressed(BytesView{}).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_CASE(compressing_gives_the_form_of_the_published_record_and_back) {
    const boost::json::value json = testing::vectors("enr_eip778");
    const auto compressed = testing::fixed_at<33>(json, "/eip778/pairs/secp256k1");
    const PublicKey key =
        public_key(SecretKey::from(testing::hex_at(json, "/eip778/private_key")).value());

    BOOST_TEST((compress(key).value() == compressed));
    BOOST_TEST((decompress(compressed).value() == key));
}

BOOST_AUTO_TEST_CASE(thirty_three_bytes_are_taken_with_prefix_2_or_3_alone) {
    const PublicKey key = point(generator_hex);
    const BytesView x = key.view().first(32);

    for (unsigned prefix = 0; prefix < 256; ++prefix) {
        const Bytes bytes = with_prefix(static_cast<std::uint8_t>(prefix), x);
        const bool allowed = prefix == 0x02 || prefix == 0x03;
        BOOST_TEST(decompress(bytes).has_value() == allowed, "prefix " << prefix);
    }
}

BOOST_AUTO_TEST_CASE(a_compressed_key_of_the_wrong_size_is_refused) {
    const Bytes uncompressed = with_prefix(0x04, point(generator_hex));
    BOOST_TEST((decompress(uncompressed).error() == Errc::bad_key));
    BOOST_TEST((decompress(BytesView{uncompressed}.first(32)).error() == Errc::bad_key));
    BOOST_TEST((decompress(BytesView{}).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_CASE(an_x_without_a_point_is_refused) {
    // 5^3 + 7 = 132 is no square modulo p.
    Bytes five(33);
    five.front() = 0x02;
    five.back() = 5;
    BOOST_TEST((decompress(five).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(secp256k1_signatures)

BOOST_AUTO_TEST_CASE(the_ephemeral_key_is_recovered_from_the_published_auth) {
    const boost::json::value json = testing::vectors("rlpx_eip8");
    const auto signature = testing::fixed_at<65>(json, "/derived/auth_signature");
    const auto digest = testing::fixed_at<32>(json, "/derived/signed_digest_static_xor_nonceA");

    BOOST_TEST((recover(signature, digest).value() ==
                testing::fixed_at<64>(json, "/keys/ephemeral_pub_A")));
}

BOOST_AUTO_TEST_CASE(the_sender_of_every_published_discovery_packet_is_recovered) {
    const boost::json::value json = testing::vectors("discv4_eip8");
    const auto sender = testing::fixed_at<64>(json, "/signer_pubkey");
    constexpr std::size_t signature_offset = 32;  // behind the hash
    constexpr std::size_t content_offset = 97;    // behind hash and signature

    for (const boost::json::value& entry : json.at("packets").as_array()) {
        const Bytes packet = testing::hex_at(entry, "/packet");
        const auto signature =
            Signature::from(BytesView{packet}.subspan(signature_offset, Signature::size()));
        const Hash256 hash = keccak256(BytesView{packet}.subspan(content_offset));
        BOOST_TEST((recover(signature.value(), hash).value() == sender));
    }
}

BOOST_AUTO_TEST_CASE(the_published_record_verifies) {
    const boost::json::value json = testing::vectors("enr_eip778");
    const PublicKey key =
        public_key(SecretKey::from(testing::hex_at(json, "/eip778/private_key")).value());
    const Bytes signature = testing::hex_at(json, "/eip778/signature");
    Hash256 hash = testing::fixed_at<32>(json, "/eip778/content_keccak");

    BOOST_TEST(verify(key, signature, hash).has_value());

    hash.bytes[0] ^= 1;
    BOOST_TEST((verify(key, signature, hash).error() == Errc::bad_signature));
}

BOOST_AUTO_TEST_CASE(signing_is_deterministic_and_gives_the_published_signature) {
    const boost::json::value json = testing::vectors("enr_eip778");
    const auto key = SecretKey::from(testing::hex_at(json, "/eip778/private_key")).value();
    const auto hash = testing::fixed_at<32>(json, "/eip778/content_keccak");

    const Signature signature = sign(key, hash);

    BOOST_TEST(to_hex(signature.view().first(64)) ==
               to_hex(testing::hex_at(json, "/eip778/signature")));
}

BOOST_AUTO_TEST_CASE(the_signer_is_recovered_and_s_is_in_the_lower_half) {
    const auto half = fixed_from_hex<32>(half_order_hex).value();

    for (std::uint8_t i = 0; i < 50; ++i) {
        const Hash256 hash = keccak256(Bytes{i});
        const Signature signature = sign(some_key(), hash);
        BOOST_TEST((recover(signature, hash).value() == public_key(some_key())));
        BOOST_TEST((FixedBytes<32>::from(signature.view().subspan(32, 32)).value() <= half));
    }
}

BOOST_AUTO_TEST_CASE(an_s_in_the_upper_half_recovers_but_does_not_verify) {
    const Hash256 hash = keccak256(bytes_of("message"));
    const Signature upper = flipped(sign(some_key(), hash));

    BOOST_TEST((recover(upper, hash).value() == public_key(some_key())));
    BOOST_TEST((verify(public_key(some_key()), upper.view().first(64), hash).error() ==
                Errc::bad_signature));
}

BOOST_AUTO_TEST_CASE(a_recovery_id_above_3_is_refused) {
    const Hash256 hash = keccak256(bytes_of("message"));
    Signature signature = sign(some_key(), hash);

    for (const unsigned id : {4U, 27U, 28U, 255U}) {
        signature.bytes[64] = static_cast<std::uint8_t>(id);
        BOOST_TEST((recover(signature, hash).error() == Errc::bad_signature));
    }
}

BOOST_AUTO_TEST_CASE(a_zero_or_an_overflowing_number_in_a_signature_is_refused) {
    const Hash256 hash = keccak256(bytes_of("message"));
    const Signature good = sign(some_key(), hash);
    const Bytes order = from_hex(order_hex).value();

    for (const std::ptrdiff_t offset : {0, 32}) {
        Signature zero = good;
        std::fill_n(zero.bytes.begin() + offset, 32, std::uint8_t{0});
        BOOST_TEST((recover(zero, hash).error() == Errc::bad_signature));

        Signature overflowing = good;
        std::copy(order.begin(), order.end(), overflowing.bytes.begin() + offset);
        BOOST_TEST((recover(overflowing, hash).error() == Errc::bad_signature));
        BOOST_TEST((verify(public_key(some_key()), overflowing.view().first(64), hash).error() ==
                    Errc::bad_signature));
    }
}

BOOST_AUTO_TEST_CASE(a_signature_to_verify_of_the_wrong_size_is_refused) {
    const Hash256 hash = keccak256(bytes_of("message"));
    const Signature signature = sign(some_key(), hash);
    const PublicKey key = public_key(some_key());

    BOOST_TEST(verify(key, signature.view().first(64), hash).has_value());
    BOOST_TEST((verify(key, signature, hash).error() == Errc::bad_signature));
    BOOST_TEST((verify(key, signature.view().first(63), hash).error() == Errc::bad_signature));
    BOOST_TEST((verify(key, BytesView{}, hash).error() == Errc::bad_signature));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(secp256k1_ecdh)

BOOST_AUTO_TEST_CASE(both_sides_reach_the_published_static_secret) {
    const boost::json::value json = testing::vectors("rlpx_eip8");
    const auto a = SecretKey::from(testing::hex_at(json, "/keys/static_key_A_initiator")).value();
    const auto b = SecretKey::from(testing::hex_at(json, "/keys/static_key_B_recipient")).value();
    const auto expected = testing::fixed_at<32>(json, "/derived/static_shared_secret");

    BOOST_TEST((ecdh_x(a, public_key(b)).value() == expected));
    BOOST_TEST((ecdh_x(b, public_key(a)).value() == expected));
}

BOOST_AUTO_TEST_CASE(the_published_frame_secrets_follow_from_the_ephemeral_keys) {
    const boost::json::value json = testing::vectors("rlpx_eip8");
    const auto key = SecretKey::from(testing::hex_at(json, "/keys/ephemeral_key_A")).value();
    const auto theirs = testing::fixed_at<64>(json, "/keys/ephemeral_pub_B");
    const Bytes nonce_a = testing::hex_at(json, "/keys/nonce_A");
    const Bytes nonce_b = testing::hex_at(json, "/keys/nonce_B");

    const auto ecdhe = ecdh_x(key, theirs).value();
    const Hash256 shared = keccak256({ecdhe, keccak256({nonce_b, nonce_a})});
    const Hash256 aes = keccak256({ecdhe, shared});
    const Hash256 mac = keccak256({ecdhe, aes});

    BOOST_TEST((ecdhe == testing::fixed_at<32>(json, "/derived/ecdhe_secret")));
    BOOST_TEST((shared == testing::fixed_at<32>(json, "/derived/shared_secret")));
    BOOST_TEST((aes == testing::fixed_at<32>(json, "/derived/aes_secret")));
    BOOST_TEST((mac == testing::fixed_at<32>(json, "/derived/mac_secret")));
}

BOOST_AUTO_TEST_SUITE_END()
