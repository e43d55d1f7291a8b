#include <boost/test/unit_test.hpp>

#include <kit/crypto/keccak.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <plugins/bsc/network/forks.hpp>
#include <plugins/bsc/parlia/parlia.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(bsc_parlia)

namespace {

/// The headers of real blocks: numbers 19410504 and 19410524, and 1.
std::vector<json::value> real_headers() {
    const json::value file = vectors("real_bsc_blocks.json");
    std::vector<json::value> entries;
    for (const char* part : {"new_block", "headers"}) {
        for (const json::value& entry : file.at(part).as_array()) entries.push_back(entry);
    }
    return entries;
}

bsc::Parlia mainnet() {
    const chain::SpecProfile profile{bsc::spec_of(bsc::mainnet(), {})};
    return bsc::Parlia{bsc::Schedule::of(bsc::mainnet()), profile.genesis().hash};
}

/// Seals headers of our own, so that rules can be tried that came after the real ones.
struct Sealer {
    crypto::SecretKey key = crypto::SecretKey::generate();

    Address address() const {
        const Hash256 hashed = crypto::keccak256(crypto::public_key(key));
        return *Address::from(hashed.view().last(20));
    }

    Bytes seal(eth::Header header) const {
        header.coinbase = address();
        const crypto::Signature signature =
            crypto::sign(key, bsc::seal_hash(header, bsc::mainnet().id));
        std::copy(signature.begin(), signature.end(), header.extra.end() - 65);
        return eth::encode_header(header);
    }

    Result<bsc::SealedHeader> action(const eth::Header& header) const {
        return mainnet().check(seal(header));
    }
};

/// A lawful header of our days, but for its seal.
eth::Header header_of_today() {
    eth::Header header;
    header.uncles_hash = crypto::keccak256(hex("c0"));
    header.difficulty = 2;
    header.number = 68'000'001;
    header.gas_limit = 100'000'000;
    header.time = 1795300000;
    header.extra = Bytes(97, 0);
    header.mix_digest.bytes[31] = 250;
    header.base_fee = 0;
    header.withdrawals_root = crypto::keccak256(hex("80"));
    header.blob_gas_used = 0;
    header.excess_blob_gas = 0;
    header.parent_beacon_root.emplace();
    header.requests_hash.emplace();
    return header;
}

}  // namespace

BOOST_AUTO_TEST_CASE(real_headers_verify) {
    for (const json::value& entry : real_headers()) {
        const Bytes header = hex(entry.at("header_rlp"));
        BOOST_TEST_CONTEXT("block " << entry.at("number")) {
            BOOST_TEST(mainnet().check(header).has_value());
            BOOST_CHECK(bsc::sealer_of(eth::decode_header(header).value(), 56).value() ==
                        fixed<20>(entry.at("sealer")));
        }
    }
    BOOST_TEST(real_headers().size() == 3U);
}

BOOST_AUTO_TEST_CASE(the_seal_hash_is_the_published_one) {
    const json::value file = vectors("real_bsc_blocks.json");
    for (const json::value& entry : file.at("new_block").as_array()) {
        const eth::Header header = eth::decode_header(hex(entry.at("header_rlp"))).value();
        BOOST_CHECK(bsc::seal_hash(header, 56) == fixed(entry.at("seal_hash_chain56")));
    }
}

BOOST_AUTO_TEST_CASE(every_tampered_field_breaks_the_seal) {
    for (const json::value& entry : real_headers()) {
        const Bytes good = hex(entry.at("header_rlp"));
        std::size_t refused = 0;
        std::size_t tried = 0;
        for (std::size_t i = 4; i < good.size(); i += 7) {
            Bytes tampered = good;
            tampered[i] ^= 0x01;
            ++tried;
            if (!mainnet().check(tampered)) ++refused;
        }
        BOOST_TEST(refused == tried);
    }
}

BOOST_AUTO_TEST_CASE(a_seal_by_another_key_is_none) {
    const json::value entry = real_headers().front();
    eth::Header header = eth::decode_header(hex(entry.at("header_rlp"))).value();
    const crypto::SecretKey key = crypto::SecretKey::generate();
    const crypto::Signature signature = crypto::sign(key, bsc::seal_hash(header, 56));
    std::copy(signature.begin(), signature.end(), header.extra.end() - 65);

    BOOST_CHECK(mainnet().check(eth::encode_header(header)).error() == Errc::bad_signature);
}

BOOST_AUTO_TEST_CASE(a_header_of_mainnet_is_none_of_chapel) {
    const chain::SpecProfile profile{bsc::spec_of(bsc::chapel(), {})};
    const bsc::Parlia chapel{bsc::Schedule::of(bsc::chapel()), profile.genesis().hash};
    const json::value entry = real_headers().back();

    BOOST_TEST(!chapel.check(hex(entry.at("header_rlp"))));
}

BOOST_AUTO_TEST_CASE(the_genesis_block_is_known_by_its_hash) {
    const chain::SpecProfile profile{bsc::spec_of(bsc::mainnet(), {})};
    eth::Header other = eth::decode_header(profile.genesis_header()).value();
    other.time += 1;

    BOOST_TEST(mainnet().check(profile.genesis_header()).has_value());
    BOOST_TEST(!mainnet().check(eth::encode_header(other)));
}

BOOST_AUTO_TEST_CASE(garbage_is_refused) {
    for (const char* text : {"", "c0", "80", "f90001"}) BOOST_TEST(!mainnet().check(hex(text)));
}

BOOST_AUTO_TEST_CASE(a_header_of_today_verifies_with_all_its_fields) {
    const Sealer sealer;

    BOOST_TEST(sealer.action(header_of_today()).has_value());
}

BOOST_AUTO_TEST_CASE(appended_fields_are_under_the_seal) {
    const Sealer sealer;
    const Bytes sealed = sealer.seal(header_of_today());
    eth::Header tampered = eth::decode_header(sealed).value();
    tampered.base_fee = 1;

    BOOST_CHECK(mainnet().check(eth::encode_header(tampered)).error() == Errc::bad_signature);
}

BOOST_AUTO_TEST_CASE(unlawful_fields_are_refused_whoever_sealed_them) {
    using Spoil = void (*)(eth::Header&);
    const Spoil spoils[] = {
        [](eth::Header& header) { header.difficulty = 3; },
        [](eth::Header& header) { header.difficulty = 0; },
        [](eth::Header& header) { header.uncles_hash = {}; },
        [](eth::Header& header) { header.gas_used = header.gas_limit + 1; },
        [](eth::Header& header) { header.gas_limit = 0x8000'0000'0000'0000; },
        [](eth::Header& header) { header.mix_digest.bytes[30] = 0x04; },  // 1274 ms
        [](eth::Header& header) { header.withdrawals_root.emplace(); },
        [](eth::Header& header) { header.parent_beacon_root->bytes[0] = 1; },
        [](eth::Header& header) { header.requests_hash.reset(); },
        [](eth::Header& header) { header.extra.resize(96); },
        [](eth::Header& header) { header.extra.resize(117); },  // one validator, but no epoch
        [](eth::Header& header) { header.time = 1705996800; },  // before the fields were there
    };
    const Sealer sealer;
    for (const Spoil spoil : spoils) {
        eth::Header header = header_of_today();
        spoil(header);
        BOOST_TEST_CONTEXT("spoil " << (&spoil - spoils)) {
            BOOST_CHECK(sealer.action(header).error() == Errc::invalid_data);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_mix_digest_holds_the_milliseconds) {
    eth::Header header = header_of_today();

    BOOST_TEST(bsc::milliseconds_of(header) == 1795300000250U);
    header.mix_digest = {};
    BOOST_TEST(bsc::milliseconds_of(header) == 1795300000000U);
}

BOOST_AUTO_TEST_CASE(before_lorentz_the_mix_digest_is_zero) {
    eth::Header header = header_of_today();
    header.time = 1745903099;
    const Sealer sealer;

    BOOST_TEST(!sealer.action(header));
    header.mix_digest = {};
    BOOST_TEST(sealer.action(header).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
