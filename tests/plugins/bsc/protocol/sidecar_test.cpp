#include <boost/test/unit_test.hpp>

#include <api/core/uint256.hpp>
#include <kit/eth/messages/messages.hpp>
#include <kit/eth/types/kept_body.hpp>

#include "things.hpp"

using namespace plexus;
using namespace plexus::testing;

BOOST_AUTO_TEST_SUITE(sidecars)

BOOST_AUTO_TEST_CASE(what_is_written_can_be_read) {
    const std::vector<bsc::Sidecar> sidecars{make_sidecar(chain_block(5)),
                                             make_sidecar(chain_block(6))};

    const Bytes list = bsc::encode_sidecars(sidecars);

    BOOST_CHECK(bsc::decode_sidecars(list).value() == sidecars);
}

BOOST_AUTO_TEST_CASE(the_blobs_are_a_list_of_their_own_in_front) {  // as BSC's encoder writes it
    bsc::Sidecar sidecar;
    sidecar.block_number = 5;
    const Bytes list = bsc::encode_sidecars({&sidecar, 1});

    BOOST_TEST(to_hex(list).substr(0, 16) == "f84af848c3c0c0c0");
    BOOST_TEST(to_hex(list).substr(16, 4) == "05a0");
}

BOOST_AUTO_TEST_CASE(a_block_survives_new_block_with_them) {
    eth::RawBlock block = blob_block(5);
    const std::vector<bsc::Sidecar> sidecars{make_sidecar(block)};
    block.extra = SharedBytes{bsc::encode_sidecars(sidecars)};
    const Bytes payload = eth::encode_new_block(block, 7);

    const eth::RawBlock read = eth::decode_new_block(SharedBytes{payload}).value();

    BOOST_CHECK(bsc::sidecars_of(read).value() == sidecars);
    BOOST_TEST(bsc::check_sidecars(read).has_value());
    BOOST_TEST(to_hex(eth::encode_new_block(read, 7)) == to_hex(payload));
}

BOOST_AUTO_TEST_CASE(an_access_list_behind_them_is_kept_and_not_read) {  // v1.6.2 to v1.7.3
    eth::RawBlock block = chain_block(5);
    Bytes extra = bsc::encode_sidecars(std::vector{make_sidecar(block)});
    extra.push_back(0xc0);
    block.extra = SharedBytes{extra};

    const Bytes payload = eth::encode_new_block(block, 7);
    const eth::RawBlock read = eth::decode_new_block(SharedBytes{payload}).value();

    BOOST_TEST(to_hex(read.extra) == to_hex(extra));
    BOOST_TEST(bsc::sidecars_of(read).value().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_body_survives_block_bodies_with_them) {
    const eth::RawBlock block = chain_block(5);
    const std::vector<bsc::Sidecar> sidecars{make_sidecar(block)};
    const SharedBytes body{eth::body_list(with_sidecars(block, sidecars))};
    const SharedBytes payload{eth::encode_response(9, std::vector{body})};

    const auto bodies = eth::decode_block_bodies(payload, 1).value();
    const eth::RawBlock read = eth::make_raw_block(block.header, bodies.content.front()).value();

    BOOST_TEST(to_hex(bodies.content.front()) == to_hex(body));
    BOOST_CHECK(bsc::sidecars_of(read).value() == sidecars);
    BOOST_TEST(to_hex(eth::body_list(read)) == to_hex(body));
}

BOOST_AUTO_TEST_CASE(a_block_without_them_has_none) {
    BOOST_TEST(bsc::sidecars_of(chain_block(5)).value().empty());
    BOOST_TEST(bsc::check_sidecars(chain_block(5)).has_value());
}

BOOST_AUTO_TEST_CASE(those_of_another_block_are_refused) {
    const eth::RawBlock block = blob_block(5);
    bsc::Sidecar other_number = make_sidecar(block);
    other_number.block_number = 6;
    bsc::Sidecar other_hash = make_sidecar(block);
    other_hash.block_hash = chain_block(6).hash;

    for (const bsc::Sidecar& sidecar : {other_number, other_hash}) {
        const Result<void> action = bsc::check_sidecars(with_sidecars(block, {sidecar}));
        BOOST_CHECK(action.error() == Errc::invalid_data);
    }
}

BOOST_AUTO_TEST_CASE(those_of_another_transaction_are_refused) {
    const eth::RawBlock block = blob_block(5);
    bsc::Sidecar other_index = make_sidecar(block);
    other_index.transaction_index = 1;
    bsc::Sidecar other_hash = make_sidecar(block);
    other_hash.transaction_hash = {};
    bsc::Sidecar other_commitment = make_sidecar(block);
    other_commitment.blobs.commitments[0].bytes[5] = 1;

    for (const bsc::Sidecar& sidecar : {other_index, other_hash, other_commitment}) {
        const Result<void> right = bsc::check_sidecars(with_sidecars(block, {sidecar}));
        BOOST_CHECK(right.error() == Errc::invalid_data);
    }
    const Result<void> foreign =
        bsc::check_sidecars(with_sidecars(chain_block(5), {make_sidecar(block)}));
    BOOST_TEST(!foreign);
}

BOOST_AUTO_TEST_CASE(a_body_is_kept_with_its_sidecars_and_nothing_else) {
    const bsc::BodyRules rules;
    const eth::RawBlock block = blob_block(5);
    const chain::BlockRef place{block.number, block.hash, block.parent};
    const auto kept = [&](const eth::RawBlock& one) {
        return eth::kept_body(place, SharedBytes{eth::body_list(one)}, &rules);
    };
    const eth::RawBlock with_them = with_sidecars(block, {make_sidecar(block)});
    eth::RawBlock with_more = with_them;
    Bytes more(with_them.body.view().begin(), with_them.body.view().end());
    more.push_back(0xc0);
    with_more.body = SharedBytes{std::move(more)};

    BOOST_TEST(to_hex(kept(with_them).value()) == to_hex(eth::body_list(with_them)));
    BOOST_CHECK(kept(with_more).error() == Errc::invalid_data);
    // An empty list says as much as none: both are stored in one form.
    const SharedBytes bare = kept(with_sidecars(block, {})).value();
    BOOST_TEST(bare.size() + 1 == eth::body_list(with_sidecars(block, {})).size());
    const SharedBytes body{eth::body_list(with_them)};
    BOOST_CHECK(eth::kept_body(place, body, &eth::no_appended_items()).error() ==
                Errc::invalid_data);
}

BOOST_AUTO_TEST_CASE(unequal_counts_are_refused) {
    const eth::RawBlock block = blob_block(5);
    bsc::Sidecar no_proof = make_sidecar(block);
    no_proof.blobs.proofs.clear();
    bsc::Sidecar two_commitments = make_sidecar(block);
    two_commitments.blobs.commitments.emplace_back();

    for (const bsc::Sidecar& sidecar : {no_proof, two_commitments}) {
        const Result<void> action = bsc::check_sidecars(with_sidecars(block, {sidecar}));
        BOOST_CHECK(action.error() == Errc::invalid_data);
    }
}

BOOST_AUTO_TEST_CASE(a_version_and_malformed_lists_are_refused) {
    bsc::Sidecar sidecar;
    sidecar.blobs.version = 1;
    const Bytes with_version = bsc::encode_sidecars({&sidecar, 1});

    BOOST_TEST(!bsc::decode_sidecars(with_version));
    for (const char* text : {"", "80", "c180", "c1c0", "c2c1c0", "c5c4c3c0c0c0"}) {
        BOOST_TEST_CONTEXT("list " << text) { BOOST_TEST(!bsc::decode_sidecars(hex(text))); }
    }
}

BOOST_AUTO_TEST_SUITE_END()
