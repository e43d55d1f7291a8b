#pragma once

#include <kit/eth/session/base.hpp>

namespace plexus::testing {

/// A version that has every row of the base.
inline constexpr eth::Dialect base_dialect{.version = 66,
                                           .rows = eth::base_rows,
                                           .status = &eth::status_v1,
                                           .announcement = &eth::announcement_v1,
                                           .receipts = &eth::receipts_v1};

/// One that lacks state entries and tells sizes of transactions.
inline constexpr eth::Dialect late_dialect{
    .version = 68,
    .rows = eth::base_rows.without(eth::code::get_node_data, eth::code::node_data),
    .status = &eth::status_v1,
    .announcement = &eth::announcement_v2,
    .receipts = &eth::receipts_v1};

/// One that tells a range of blocks, and gives receipts without blooms.
inline constexpr eth::Dialect ranged_dialect{.version = 69,
                                             .length = 18,
                                             .rows = late_dialect.rows.with(eth::block_range_row),
                                             .status = &eth::status_v2,
                                             .announcement = &eth::announcement_v2,
                                             .receipts = &eth::receipts_v2};

/// One that gives them in parts.
inline constexpr eth::Dialect partial_dialect{.version = 70,
                                              .length = 18,
                                              .rows = ranged_dialect.rows,
                                              .status = &eth::status_v2,
                                              .announcement = &eth::announcement_v2,
                                              .receipts = &eth::receipts_v3};

using BaseEth = eth::CapabilityPlugin<base_dialect>;
using LateEth = eth::CapabilityPlugin<late_dialect>;
using RangedEth = eth::CapabilityPlugin<ranged_dialect>;
using PartialEth = eth::CapabilityPlugin<partial_dialect>;

}  // namespace plexus::testing
