#include <bit>

#include <api/core/assert.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/eth/messages/response.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <plugins/bsc/eth/status.hpp>
#include <plugins/bsc/parlia/attestation.hpp>
#include <plugins/bsc/parlia/extra_data.hpp>
#include <plugins/bsc/parlia/parlia.hpp>
#include <plugins/bsc/protocol/block_range.hpp>
#include <plugins/bsc/protocol/limits.hpp>
#include <plugins/bsc/protocol/sidecar.hpp>
#include <plugins/bsc/protocol/vote_codec.hpp>

#include "rlp_mutator.hpp"
#include "whole_blobs.hpp"

using namespace plexus;

namespace {

/// Whatever can be read is written as it was.
void require_same(const Bytes& written, BytesView read) {
    PLEXUS_ASSERT(std::ranges::equal(written, read));
}

void read_votes(BytesView payload) {
    const auto raw = bsc::split_votes(payload, bsc::limits::known_votes);
    std::vector<bsc::Vote> votes;
    bool all = raw.has_value();
    for (std::size_t i = 0; all && i < raw->size(); ++i) {
        const Result<bsc::Vote> vote = bsc::decode_vote((*raw)[i]);
        all = vote.has_value();
        if (!all) break;
        require_same(bsc::encode_vote(*vote), (*raw)[i]);
        PLEXUS_ASSERT(bsc::vote_hash(*vote) == crypto::keccak256((*raw)[i]));
        PLEXUS_ASSERT(bsc::signed_hash(*vote) != bsc::vote_hash(*vote));
        votes.push_back(*vote);
    }
    if (all) require_same(bsc::encode_votes(votes), payload);
}

/// The blocks as the response to a request for them.
void check_blocks(const std::vector<eth::RawBlock>& blocks) {
    bsc::BlockRange range{.count = bsc::limits::range_blocks};
    void(bsc::check_range(range, blocks));
    if (blocks.empty()) return;
    range.number = blocks.front().number;
    const bool by_number = bsc::check_range(range, blocks).has_value();
    range.hash = blocks.front().hash;
    PLEXUS_ASSERT(bsc::check_range(range, blocks).has_value() == by_number);
}

/// Sidecars that belong to a block can be read.
void read_sidecars_of(const eth::RawBlock& block) {
    const bool read = bsc::sidecars_of(block).has_value();
    PLEXUS_ASSERT(read || !bsc::check_sidecars(block));
}

void read_ranges(const SharedBytes& payload) {
    const auto request = bsc::decode_get_blocks_by_range(payload);
    if (request) {
        require_same(bsc::encode_get_blocks_by_range(request->id, request->content), payload);
    }
    const auto response = bsc::decode_blocks_by_range(payload, bsc::limits::range_blocks);
    if (!response) return;
    std::vector<SharedBytes> blocks;
    for (const eth::RawBlock& block : response->content) {
        blocks.emplace_back(eth::block_list(block));
        read_sidecars_of(block);
    }
    require_same(eth::encode_response(response->id, blocks), payload);
    check_blocks(response->content);
}

/// What is behind an attestation says nothing about it.
void read_attestation(BytesView bytes) {
    const Result<bsc::Attestation> attestation = bsc::decode_attestation(bytes);
    if (!attestation) return;
    Bytes longer(bytes.begin(), bytes.end());
    longer.push_back(0);
    const Result<bsc::Attestation> again = bsc::decode_attestation(longer);
    PLEXUS_ASSERT(again && again->source == attestation->source &&
                  again->target == attestation->target);
    void(bsc::is_lawful(*attestation));
    constexpr std::size_t most_validators = 64;
    for (std::size_t validators = 1; validators <= most_validators; ++validators) {
        const auto votes = static_cast<std::size_t>(std::popcount(attestation->voters));
        const bool quorum = bsc::has_quorum(*attestation, validators);
        PLEXUS_ASSERT(!quorum || (votes <= validators && 3 * votes >= 2 * validators));
    }
}

void read_extra(BytesView extra) {
    for (const auto form :
         {bsc::ExtraForm::addresses, bsc::ExtraForm::counted, bsc::ExtraForm::turns}) {
        void(bsc::split_extra(extra, form, bsc::EpochPosition::epoch));
        void(bsc::split_extra(extra, form, bsc::EpochPosition::between));
    }
}

void read_header(BytesView bytes) {
    static const bsc::Schedule forks = bsc::Schedule::of(bsc::mainnet());
    static const bsc::Parlia parlia{forks, Hash256{}};
    void(parlia.check(bytes));
    const Result<eth::Header> header = eth::decode_header(bytes);
    if (!header) return;
    const bsc::ExtraForm form = bsc::form_of(forks, *header);
    PLEXUS_ASSERT(bsc::can_begin_epoch(header->number, form) ||
                  bsc::can_be_between(header->number, form));
}

}  // namespace

/// The input as every message of bsc/2, as sidecars, as BSC's Status of eth/70, and as a header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const SharedBytes payload{testing::with_whole_blobs({data, size})};
    read_votes(payload);
    read_ranges(payload);
    const auto sidecars = bsc::decode_sidecars(payload);
    if (sidecars) require_same(bsc::encode_sidecars(*sidecars), payload);
    const auto status = bsc::Status70{}.decode(payload);
    if (status) require_same(bsc::Status70{}.encode(*status), payload);
    read_header(payload);
    read_attestation(payload);
    read_extra(payload);
    return 0;
}

PLEXUS_MUTATE_RLP(0);
