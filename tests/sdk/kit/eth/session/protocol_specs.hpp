#pragma once

#include <kit/eth/session/base.hpp>

namespace plexus::testing {

/// A version that has every row of the base.
inline constexpr eth::ProtocolSpec base_spec{.version = 66,
                                             .messages = eth::base_messages,
                                             .status = &eth::status_v1,
                                             .announcement = &eth::announcement_v1,
                                             .receipts = &eth::receipts_v1};

/// One that lacks state entries and tells sizes of transactions.
inline constexpr eth::ProtocolSpec late_spec{
    .version = 68,
    .messages = eth::base_messages.without(eth::code::get_node_data, eth::code::node_data),
    .status = &eth::status_v1,
    .announcement = &eth::announcement_v2,
    .receipts = &eth::receipts_v1};

/// One that tells a range of blocks, and gives receipts without blooms.
inline constexpr eth::ProtocolSpec ranged_spec{
    .version = 69,
    .length = 18,
    .messages = late_spec.messages.with(eth::block_range_message),
    .status = &eth::status_v2,
    .announcement = &eth::announcement_v2,
    .receipts = &eth::receipts_v2};

/// One that gives them in parts.
inline constexpr eth::ProtocolSpec partial_spec{.version = 70,
                                                .length = 18,
                                                .messages = ranged_spec.messages,
                                                .status = &eth::status_v2,
                                                .announcement = &eth::announcement_v2,
                                                .receipts = &eth::receipts_v3};

using BaseEth = eth::CapabilityPlugin<base_spec>;
using LateEth = eth::CapabilityPlugin<late_spec>;
using RangedEth = eth::CapabilityPlugin<ranged_spec>;
using PartialEth = eth::CapabilityPlugin<partial_spec>;

}  // namespace plexus::testing
