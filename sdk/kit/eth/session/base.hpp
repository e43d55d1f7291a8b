#pragma once

#include <kit/eth/messages/announcement.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/receipts.hpp>
#include <kit/eth/messages/status.hpp>
#include <kit/eth/session/capability_plugin.hpp>
#include <kit/eth/session/protocol_spec.hpp>
#include <kit/eth/types/receipt_form.hpp>

/// What a version plugin is written with: the messages of eth/66, from which every version states
/// its difference, and the codecs that differ between versions.
namespace plexus::inline v1::eth {

/// NewPooledTransactionHashes up to eth/67: hashes alone.
inline constexpr AnnouncementCodec announcement_v1{&encode_announcement_v1,
                                                   &decode_announcement_v1};
/// From eth/68 on with types and sizes (EIP-5793).
inline constexpr AnnouncementCodec announcement_v2{&encode_announcement_v2,
                                                   &decode_announcement_v2};

/// GetReceipts and Receipts up to eth/68: receipts with their blooms.
inline constexpr ReceiptsCodec receipts_v1{
    &encode_get_receipts_v1, &decode_get_receipts_v1,      &encode_receipts_v1,
    &join_response,          &decode_receipts_response_v1, nullptr,
    &checked_blooms};
/// eth/69: receipts without their blooms (EIP-7642).
inline constexpr ReceiptsCodec receipts_v2{
    &encode_get_receipts_v1,      &decode_get_receipts_v1, &encode_receipts_v1, &join_response,
    &decode_receipts_response_v1, &without_blooms,         &with_blooms};
/// From eth/70 on: a block's receipts may come in parts (EIP-7975).
inline constexpr ReceiptsCodec receipts_v3{
    &encode_get_receipts_v3,
    &decode_get_receipts_v3,
    &encode_receipts_v3,
    &join_receipts_v3,
    &decode_receipts_response_v3,
    &without_blooms,
    &with_blooms,
    ReceiptsCodec::Cut::last_list,
};

/// The one message code that came later; from eth/69 on.
/// @spec EIP-7642
inline constexpr MessageEntry block_range_message{code::block_range_update, "BlockRangeUpdate",
                                                  Handling::gossip,
                                                  &handled_by<&Session::on_block_range_update>};

/// The messages of eth/66 but Status: it belongs to the handshake, and a second one is a breach.
/// @spec EIP-2481
inline constexpr MessageTable base_messages{
    {code::new_block_hashes, "NewBlockHashes", Handling::gossip,
     &handled_by<&Session::on_new_block_hashes>},
    {code::transactions, "Transactions", Handling::gossip, &handled_by<&Session::on_transactions>},
    {code::get_block_headers, "GetBlockHeaders", Handling::request,
     &handled_by<&Session::on_get_block_headers>},
    {code::block_headers, "BlockHeaders", Handling::response},
    {code::get_block_bodies, "GetBlockBodies", Handling::request,
     &handled_by<&Session::on_get_block_bodies>},
    {code::block_bodies, "BlockBodies", Handling::response},
    {code::new_block, "NewBlock", Handling::gossip, &handled_by<&Session::on_new_block>},
    {code::new_pooled_transaction_hashes, "NewPooledTransactionHashes", Handling::gossip,
     &handled_by<&Session::on_announcement>},
    {code::get_pooled_transactions, "GetPooledTransactions", Handling::request,
     &handled_by<&Session::on_get_pooled_transactions>},
    {code::pooled_transactions, "PooledTransactions", Handling::response},
    {code::get_node_data, "GetNodeData", Handling::request,
     &handled_by<&Session::on_get_node_data>},
    {code::node_data, "NodeData", Handling::response},
    {code::get_receipts, "GetReceipts", Handling::request, &handled_by<&Session::on_get_receipts>},
    {code::receipts, "Receipts", Handling::response},
};

}  // namespace plexus::inline v1::eth
