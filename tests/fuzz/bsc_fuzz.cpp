#include <api/core/assert.hpp>
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
        if (all) votes.push_back(*vote);
    }
    if (all) require_same(bsc::encode_votes(votes), payload);
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
        void(bsc::check_sidecars(block));
    }
    require_same(eth::encode_response(response->id, blocks), payload);
    void(bsc::check_range({.count = bsc::limits::range_blocks}, response->content));
}

}  // namespace

/// The input as every message of bsc/2, as sidecars, as BSC's Status of eth/70, and as a header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bsc::Parlia parlia{bsc::Schedule::of(bsc::mainnet()), Hash256{}};
    const SharedBytes payload{Bytes(data, data + size)};
    read_votes(payload);
    read_ranges(payload);
    const auto sidecars = bsc::decode_sidecars(payload);
    if (sidecars) require_same(bsc::encode_sidecars(*sidecars), payload);
    const auto status = bsc::Status70{}.decode(payload);
    if (status) require_same(bsc::Status70{}.encode(*status), payload);
    void(parlia.check(payload));
    const auto attestation = bsc::decode_attestation(payload);
    if (attestation) void(bsc::is_lawful(*attestation));
    for (const auto form :
         {bsc::ExtraForm::addresses, bsc::ExtraForm::counted, bsc::ExtraForm::turns}) {
        void(bsc::split_extra(payload, form, bsc::EpochPosition::epoch));
        void(bsc::split_extra(payload, form, bsc::EpochPosition::between));
    }
    return 0;
}

PLEXUS_MUTATE_RLP(0);
