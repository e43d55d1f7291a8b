#include <api/core/assert.hpp>
#include <kit/eth/messages/messages.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <plugins/bsc/eth/protocol_overrides.hpp>

#include "rlp_mutator.hpp"

using namespace plexus;

namespace {

constexpr std::size_t requested = 64;

/// Whatever can be read is written as it was.
void require_same(const Bytes& written, BytesView read) {
    PLEXUS_ASSERT(std::ranges::equal(written, read));
}

void read_requests(BytesView payload) {
    void(eth::peek_request_id(payload));
    void(eth::open_envelope(payload));
    const auto headers = eth::decode_get_block_headers(payload);
    if (headers)
        require_same(eth::encode_get_block_headers(headers->id, headers->content), payload);
    const auto by_hash = eth::decode_get_by_hash(payload);
    if (by_hash) require_same(eth::encode_get_by_hash(by_hash->id, by_hash->content), payload);
}

/// A response of headers that are compressed is the same once it is not.
void read_headers(const SharedBytes& payload) {
    const auto headers = eth::decode_block_headers(payload, requested);
    if (!headers) return;
    const net::CompressedPayload joined = eth::join_headers(headers->id, headers->content);
    require_same(joined.uncompress(joined.bytes), payload);
}

void read_responses(const SharedBytes& payload) {
    read_headers(payload);
    for (const auto decode :
         {eth::decode_block_headers, eth::decode_block_bodies, eth::decode_receipts_v1}) {
        const auto response = decode(payload, requested);
        if (response) require_same(eth::encode_response(response->id, response->content), payload);
    }
    const auto entries = eth::decode_node_data(payload, requested);
    if (entries) require_same(eth::encode_node_data(entries->id, entries->content), payload);
    const auto pooled = eth::decode_pooled_transactions(payload, requested);
    if (pooled) {
        require_same(eth::encode_pooled_transactions(pooled->id, pooled->content), payload);
    }
}

void read_receipts(const SharedBytes& payload) {
    const auto first = eth::decode_get_receipts_v1(payload);
    if (first) require_same(eth::encode_get_receipts_v1(first->id, first->content), payload);
    const auto third = eth::decode_get_receipts_v3(payload);
    if (third) require_same(eth::encode_get_receipts_v3(third->id, third->content), payload);
    const auto whole = eth::decode_receipts_response_v1(payload, requested);
    if (whole) require_same(eth::encode_receipts_v1(whole->id, whole->content), payload);
    const auto cut = eth::decode_receipts_response_v3(payload, requested);
    if (cut) require_same(eth::encode_receipts_v3(cut->id, cut->content), payload);
}

void read_statuses(BytesView payload) {
    const Result<eth::Status> first = eth::status_v1.decode(payload);
    if (first) require_same(eth::status_v1.encode(*first), payload);
    const Result<eth::Status> second = eth::status_v2.decode(payload);
    if (second) require_same(eth::status_v2.encode(*second), payload);
    const Result<eth::BlockRange> range = eth::decode_block_range_update(payload);
    if (range) require_same(eth::encode_block_range_update(*range), payload);
}

/// What is announced of transactions is read as it was written.
void announce(const std::vector<eth::RawTransaction>& transactions) {
    std::vector<eth::TransactionAnnouncement> announced;
    for (const eth::RawTransaction& transaction : transactions) {
        announced.push_back(eth::announcement_of(transaction));
    }
    const Bytes written = eth::encode_announcement_v2(announced);
    const auto read = eth::decode_announcement_v2(written);
    PLEXUS_ASSERT(read || announced.size() > eth::limits::announced_transactions);
    if (read) require_same(eth::encode_announcement_v2(*read), written);
}

void read_gossip(const SharedBytes& payload) {
    const auto block = eth::decode_new_block(payload);
    if (block) {
        require_same(eth::encode_new_block(*block, *block->total_difficulty), payload);
        void(eth::transactions_of(*block));
    }
    const auto blocks = eth::decode_new_block_hashes(payload);
    if (blocks) require_same(eth::encode_new_block_hashes(*blocks), payload);
    const auto transactions = eth::decode_transactions(payload);
    if (transactions) {
        require_same(eth::encode_transactions(*transactions), payload);
        announce(*transactions);
    }
    const auto hashes = eth::decode_announcement_v1(payload);
    if (hashes) require_same(eth::encode_announcement_v1(*hashes), payload);
    const auto announced = eth::decode_announcement_v2(payload);
    if (announced) require_same(eth::encode_announcement_v2(*announced), payload);
}

}  // namespace

/// The input as every message of eth/66 to eth/70, and as BSC's UpgradeStatus.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const SharedBytes payload{Bytes(data, data + size)};
    read_statuses(payload);
    void(bsc::decode_upgrade_status(payload));
    read_requests(payload);
    read_responses(payload);
    read_receipts(payload);
    read_gossip(payload);
    return 0;
}

PLEXUS_MUTATE_RLP(0);
