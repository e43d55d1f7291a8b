#include <kit/crypto/keccak.hpp>

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include <kit/crypto/keccak_f1600.hpp>
#include <kit/crypto/keccak_many.hpp>

#include <tests/vectors/vectors.hpp>

using namespace plexus;
using crypto::Keccak256;
using crypto::keccak256;

namespace {

/// Bytes 0, 1, ... 250, 0, ...: a period that divides neither lanes nor blocks.
Bytes pattern(std::size_t size) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i % 251);
    return bytes;
}

std::string hash_of_pattern(std::size_t size) { return to_hex(keccak256(pattern(size))); }

FixedBytes<32> exclusive_or(const FixedBytes<32>& left, const FixedBytes<32>& right) {
    FixedBytes<32> result;
    for (std::size_t i = 0; i < result.size(); ++i)
        result.bytes[i] = static_cast<std::uint8_t>(left.bytes[i] ^ right.bytes[i]);
    return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(keccak)

BOOST_AUTO_TEST_CASE(nothing_has_the_well_known_hash_of_the_empty_string) {
    BOOST_TEST(to_hex(keccak256(BytesView{})) ==
               "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

BOOST_AUTO_TEST_CASE(a_short_text_has_its_published_hash) {
    BOOST_TEST(to_hex(keccak256(bytes_of("abc"))) ==
               "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
}

// Expected values from an independent implementation that agrees with SHA3-256 of Python's hashlib
// when given the padding of SHA-3.
BOOST_AUTO_TEST_CASE(sizes_around_a_lane_and_a_block_are_padded_right) {
    BOOST_TEST(hash_of_pattern(1) ==
               "bc36789e7a1e281436464229828f817d6612f7b477d66591ff96a9e064bcc98a");
    BOOST_TEST(hash_of_pattern(7) ==
               "801560412425120fa609be232d6fa71c7f64f42aee7977267687dcc0a2f5aa63");
    BOOST_TEST(hash_of_pattern(8) ==
               "59e7c99f6be4fd053d7c99f54e371304a33213473dc41f1825b7f3ceb33841a6");
    BOOST_TEST(hash_of_pattern(135) ==
               "cbdfd9dee5faad3818d6b06f95a219fd290b0e1706f6a82e5a595b9ce9faca62");
    BOOST_TEST(hash_of_pattern(136) ==
               "7ce759f1ab7f9ce437719970c26b0a66ff11fe3e38e17df89cf5d29c7d7f807e");
    BOOST_TEST(hash_of_pattern(137) ==
               "ac73d4fae68b8453f764007c1a20ce95994187861f0c3227a3a8e99a73a3b1db");
    BOOST_TEST(hash_of_pattern(271) ==
               "27eceb59ebc3dc8a04a5b135be641591a7278540e4556a2ba9f408194e666ec3");
    BOOST_TEST(hash_of_pattern(272) ==
               "8e2476e65823b24d96ebe239f2c1534cdf763e689e2410c3b1cb0c74e6177bfc");
}

BOOST_AUTO_TEST_CASE(a_long_message_has_its_hash) {
    BOOST_TEST(hash_of_pattern(65536) ==
               "5c8672dff277ec0f0321f710ce2e8756362daec795f5ff9bf7cb8c4e2e6fb2ec");
}

BOOST_AUTO_TEST_CASE(pieces_of_every_size_give_the_hash_of_the_whole) {
    const Bytes message = pattern(1000);
    const Hash256 whole = keccak256(message);

    for (std::size_t piece = 1; piece <= 300; ++piece) {
        Keccak256 hash;
        for (BytesView rest{message}; !rest.empty();) {
            const std::size_t taken = std::min(piece, rest.size());
            hash.update(rest.first(taken));
            rest = rest.subspan(taken);
        }
        BOOST_TEST((hash.digest() == whole), "pieces of " << piece);
    }
}

BOOST_AUTO_TEST_CASE(a_list_of_parts_hashes_as_their_concatenation) {
    const Bytes message = pattern(200);
    const BytesView view{message};

    BOOST_TEST((keccak256({view.first(3), BytesView{}, view.subspan(3)}) == keccak256(message)));
}

BOOST_AUTO_TEST_CASE(reading_the_digest_does_not_disturb_the_state) {
    const Bytes message = pattern(300);
    const BytesView view{message};
    Keccak256 hash;

    hash.update(view.first(150));
    const Hash256 first = hash.digest();
    const Hash256 again = hash.digest();
    hash.update(view.subspan(150));

    BOOST_TEST((first == keccak256(view.first(150))));
    BOOST_TEST((again == first));
    BOOST_TEST((hash.digest() == keccak256(message)));
}

BOOST_AUTO_TEST_CASE(a_copy_of_the_state_goes_its_own_way) {
    Keccak256 left;
    left.update(bytes_of("one, "));
    Keccak256 right = left;

    left.update(bytes_of("two"));
    right.update(bytes_of("three"));

    BOOST_TEST((left.digest() == keccak256(bytes_of("one, two"))));
    BOOST_TEST((right.digest() == keccak256(bytes_of("one, three"))));
}

BOOST_AUTO_TEST_CASE(both_compilations_of_the_permutation_agree) {
    crypto::KeccakState chosen{};
    for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = 0x0123456789abcdef * (i + 1);
    crypto::KeccakState portable = chosen;

    crypto::permute(chosen);
    crypto::permute_portable(portable);

    BOOST_TEST(chosen == portable, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(many_messages_hash_as_each_does_alone) {
    std::vector<Bytes> messages;
    for (std::size_t i = 0; i < 100; ++i) messages.push_back(pattern(i * 37 % 600));
    messages.push_back(pattern(20'000));  // goes on when the others are done
    for (std::size_t count = 0; count <= messages.size(); ++count) {
        const std::vector<BytesView> views(messages.end() - static_cast<std::ptrdiff_t>(count),
                                           messages.end());
        std::vector<Hash256> hashes(count);

        crypto::keccak256_many(views, hashes);

        for (std::size_t i = 0; i < count; ++i) {
            BOOST_TEST((hashes[i] == keccak256(views[i])), "message " << i << " of " << count);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_width_that_the_processor_has_gives_the_same_hashes) {
    std::vector<Bytes> messages;
    for (std::size_t size = 0; size < 300; ++size) messages.push_back(pattern(size));
    const std::vector<BytesView> views(messages.begin(), messages.end());

    for (const crypto::ManyPermutation& permutation : crypto::many_permutations()) {
        std::vector<Hash256> hashes(views.size());
        crypto::keccak256_many(views, hashes, permutation);
        for (std::size_t i = 0; i < views.size(); ++i) {
            BOOST_TEST((hashes[i] == keccak256(views[i])),
                       "size " << i << ", width " << permutation.width);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_mac_state_of_the_published_handshake_is_reached) {
    const boost::json::value json = testing::vectors("rlpx_eip8");
    const auto mac_secret = testing::fixed_at<32>(json, "/derived/mac_secret");
    const auto nonce = testing::fixed_at<32>(json, "/keys/nonce_B");
    Keccak256 ingress;

    ingress.update(exclusive_or(mac_secret, nonce));
    ingress.update(testing::hex_at(json, "/messages/0/packet"));
    const Hash256 start = ingress.digest();
    ingress.update(bytes_of("foo"));

    BOOST_TEST((start == testing::fixed_at<32>(json, "/derived/recipient_ingress_mac_digest")));
    BOOST_TEST((ingress.digest() ==
                testing::fixed_at<32>(json, "/derived/recipient_ingress_mac_after_foo")));
}

BOOST_AUTO_TEST_SUITE_END()
