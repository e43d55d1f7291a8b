#include <boost/test/unit_test.hpp>

#include <algorithm>

#include <kit/crypto/keccak.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/transaction.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(transactions)

namespace {

crypto::SecretKey test_key() {
    FixedBytes<32> bytes;
    bytes.bytes.fill(0x46);
    return crypto::SecretKey::from(bytes).value();
}

Address address_of(const crypto::SecretKey& key) {
    const Hash256 hash = crypto::keccak256(crypto::public_key(key));
    return Address::from(hash.view().last(20)).value();
}

/// A transaction with something in each field of its type.
eth::Transaction sample(std::uint8_t type) {
    eth::Transaction transaction;
    transaction.type = type;
    transaction.nonce = 9;
    transaction.gas = 21000;
    transaction.to = Address{};
    transaction.to->bytes.fill(0x35);
    transaction.value = 1'000'000'000'000'000'000;
    transaction.input = {1, 2, 3};
    if (type != eth::transaction_type::legacy) {
        transaction.chain_id = 56;
        transaction.access_list = {{*transaction.to, {Hash256{}, Hash256{}}}, {Address{}, {}}};
    }
    if (type <= eth::transaction_type::access_list) {
        transaction.gas_price = 20'000'000'000;
    } else {
        transaction.max_priority_fee = 1;
        transaction.max_fee = 2;
    }
    if (type == eth::transaction_type::blob) {
        transaction.max_blob_fee = 3;
        transaction.blob_hashes = {Hash256{}};
    }
    if (type == eth::transaction_type::set_code) {
        transaction.authorizations = {{Uint256{56}, Address{}, 5, 1, Uint256{7}, Uint256{8}}};
    }
    return transaction;
}

/// Signs as a wallet does; a legacy one for `chain`, if it is not 0.
void sign(eth::Transaction& transaction, std::uint64_t chain) {
    const bool legacy = transaction.type == eth::transaction_type::legacy;
    const std::uint64_t base = !legacy ? 0 : chain == 0 ? 27 : 35 + 2 * chain;
    transaction.v = base;
    const Hash256 hash = eth::signing_hash(transaction).value();
    const crypto::Signature signature = crypto::sign(test_key(), hash);
    transaction.v = base + signature.bytes[64];
    transaction.r = Uint256::from_big_endian(signature.view().first(32)).value();
    transaction.s = Uint256::from_big_endian(signature.view().subspan(32, 32)).value();
}

eth::BlobSidecar sidecar(std::uint8_t version) {
    eth::BlobSidecar result;
    result.version = version;
    result.blobs = {Bytes(131072, 0x01), Bytes(131072, 0x02)};
    result.commitments.resize(2);
    result.proofs.resize(version == 0 ? 2 : 256);
    return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_type_round_trips_and_gives_its_sender_back) {
    for (std::uint8_t type = 0; type <= eth::transaction_type::set_code; ++type) {
        eth::Transaction transaction = sample(type);
        sign(transaction, 56);
        const Bytes encoded = eth::encode_transaction(transaction);

        const Result<eth::Transaction> decoded = eth::decode_transaction(encoded);

        BOOST_TEST_CONTEXT("type " << int{type}) {
            BOOST_REQUIRE(decoded);
            BOOST_CHECK(*decoded == transaction);
            BOOST_CHECK(eth::hash_of(*decoded) == crypto::keccak256(encoded));
            BOOST_CHECK(eth::sender_of(*decoded).value() == address_of(test_key()));
            BOOST_TEST(eth::type_of(encoded) == type);
        }
    }
}

// The example of EIP-155.
BOOST_AUTO_TEST_CASE(the_example_of_eip_155_has_its_published_signing_hash_and_sender) {
    const Bytes signed_transaction = hex(
        "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025"
        "a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb7"
        "03304b3800ccf555c9f3dc64214b297fb1966a3b6d83");

    const eth::Transaction transaction = eth::decode_transaction(signed_transaction).value();

    BOOST_TEST(to_hex(eth::signing_hash(transaction).value()) ==
               "daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
    BOOST_CHECK(eth::sender_of(transaction).value() == address_of(test_key()));
    BOOST_TEST(to_hex(eth::encode_transaction(transaction)) == to_hex(signed_transaction));
}

BOOST_AUTO_TEST_CASE(a_legacy_transaction_may_be_signed_for_any_chain) {
    eth::Transaction transaction = sample(eth::transaction_type::legacy);
    sign(transaction, 0);

    BOOST_CHECK(eth::sender_of(transaction).value() == address_of(test_key()));
}

BOOST_AUTO_TEST_CASE(a_signature_for_one_chain_names_another_sender_on_another) {
    eth::Transaction transaction = sample(eth::transaction_type::legacy);
    sign(transaction, 56);
    const std::uint64_t parity = (transaction.v.to_u64().value() - 35) % 2;

    transaction.v = 35 + 2 * 97 + parity;

    const Result<Address> sender = eth::sender_of(transaction);
    BOOST_TEST((!sender || *sender != address_of(test_key())));
}

BOOST_AUTO_TEST_CASE(an_s_in_the_upper_half_is_refused) {
    eth::Transaction transaction = sample(eth::transaction_type::dynamic_fee);
    sign(transaction, 56);
    // n - s, with the other parity, is the same signature.
    const Uint256 order =
        Uint256::parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
            .value();
    transaction.s = order.checked_sub(transaction.s).value();
    transaction.v = 1U - transaction.v.to_u64().value();

    BOOST_CHECK(eth::sender_of(transaction).error() == Errc::bad_signature);
}

BOOST_AUTO_TEST_CASE(signatures_that_cannot_be_are_refused) {
    eth::Transaction typed = sample(eth::transaction_type::dynamic_fee);
    sign(typed, 56);
    typed.v = 2;
    BOOST_CHECK(eth::sender_of(typed).error() == Errc::bad_signature);
    typed.v = 0;
    typed.r = {};
    BOOST_CHECK(eth::sender_of(typed).error() == Errc::bad_signature);

    eth::Transaction legacy = sample(eth::transaction_type::legacy);
    sign(legacy, 56);
    for (const std::uint64_t v : {0U, 1U, 26U, 29U, 34U}) {
        legacy.v = v;
        BOOST_CHECK(eth::sender_of(legacy).error() == Errc::bad_signature);
    }
    legacy.v = Uint256::max();
    BOOST_CHECK(eth::sender_of(legacy).error() == Errc::bad_signature);
}

BOOST_AUTO_TEST_CASE(blob_transactions_round_trip_with_sidecars_of_both_versions) {
    eth::Transaction transaction = sample(eth::transaction_type::blob);
    sign(transaction, 56);
    const Hash256 hash = eth::hash_of(transaction);
    for (std::uint8_t version = 0; version <= 1; ++version) {
        transaction.sidecar = sidecar(version);
        const Bytes encoded = eth::encode_transaction(transaction);

        const Result<eth::Transaction> decoded = eth::decode_transaction(encoded);

        BOOST_REQUIRE(decoded);
        BOOST_CHECK(*decoded == transaction);
        BOOST_CHECK(eth::hash_of(*decoded) == hash);
        BOOST_CHECK(eth::transaction_hash(encoded) == hash);
    }
}

BOOST_AUTO_TEST_CASE(a_blob_of_another_size_or_a_sidecar_of_unknown_version_is_refused) {
    eth::Transaction transaction = sample(eth::transaction_type::blob);
    transaction.sidecar = sidecar(1);
    transaction.sidecar->version = 2;
    BOOST_CHECK(eth::decode_transaction(eth::encode_transaction(transaction)).error() ==
                Errc::unsupported);

    transaction.sidecar = sidecar(0);
    transaction.sidecar->blobs[1].pop_back();
    BOOST_CHECK(eth::decode_transaction(eth::encode_transaction(transaction)).error() ==
                Errc::malformed);
}

BOOST_AUTO_TEST_CASE(only_old_types_can_create_a_contract) {
    for (std::uint8_t type = 0; type <= eth::transaction_type::set_code; ++type) {
        eth::Transaction transaction = sample(type);
        transaction.to.reset();

        const auto decoded = eth::decode_transaction(eth::encode_transaction(transaction));

        BOOST_TEST(decoded.has_value() == (type <= eth::transaction_type::dynamic_fee));
    }
}

BOOST_AUTO_TEST_CASE(a_transaction_that_is_cut_short_or_has_a_tail_is_refused) {
    for (std::uint8_t type = 0; type <= eth::transaction_type::set_code; ++type) {
        Bytes encoded = eth::encode_transaction(sample(type));
        for (std::size_t size = 0; size < encoded.size(); ++size) {
            BOOST_TEST(!eth::decode_transaction(BytesView{encoded}.first(size)));
        }
        encoded.push_back(0x80);
        BOOST_TEST(!eth::decode_transaction(encoded));
    }
}

BOOST_AUTO_TEST_CASE(a_type_that_is_not_known_here_is_unsupported) {
    BOOST_CHECK(eth::decode_transaction(hex("05c0")).error() == Errc::unsupported);
    BOOST_CHECK(eth::decode_transaction(hex("7fc0")).error() == Errc::unsupported);
}

BOOST_AUTO_TEST_SUITE_END()
