#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace plexus::sentry {

/// The numbers of messages in the interface, for a client that is told eth/68. All clients since
/// 2023 take that version, and none but it.
enum class MessageId : std::int32_t {
    new_block_hashes = 18,
    new_block = 19,
    transactions = 20,
    announcement_v1 = 21,
    get_block_headers = 22,
    get_block_bodies = 23,
    get_receipts = 25,
    get_pooled_transactions = 26,
    block_headers = 27,
    block_bodies = 28,
    receipts = 30,
    pooled_transactions = 31,
    announcement_v2 = 32,
    block_range_update = 39,
};

bool is_request(MessageId id);
bool is_response(MessageId id);
/// What a peer responds to a request.
MessageId response_to(MessageId request);

/// All that a sentry has to tell its client.
inline constexpr std::array to_client{
    MessageId::new_block_hashes,
    MessageId::new_block,
    MessageId::transactions,
    MessageId::get_block_headers,
    MessageId::get_block_bodies,
    MessageId::get_receipts,
    MessageId::get_pooled_transactions,
    MessageId::block_headers,
    MessageId::block_bodies,
    MessageId::receipts,
    MessageId::pooled_transactions,
    MessageId::announcement_v2,
};

/// What HandShake returns: ETH68.
inline constexpr std::int32_t eth68_protocol = 3;
/// What PeerCount says beside the count.
inline constexpr std::int32_t eth68_version = 68;
/// What PeerInfo says of every peer: newer clients send no transactions to a peer of a later one.
inline constexpr const char* eth68_capability = "eth/68";

/// The name in Erigon, for errors; the number if it is none of the above.
std::string name_of(std::int32_t id);

}  // namespace plexus::sentry
