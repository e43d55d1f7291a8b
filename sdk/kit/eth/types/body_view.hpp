#pragma once

#include <cstddef>
#include <optional>

#include <api/core/result.hpp>
#include <api/eth/status.hpp>
#include <kit/rlp/item.hpp>

namespace plexus::inline v1::eth {

/// The parts of a body as they stand in its bytes: lists whose inside was not looked at, except
/// that the transactions and uncles were counted.
struct BodyView {
    rlp::Item transactions{};                ///< a list; typed ones wrapped into byte strings
    rlp::Item uncles{};                      ///< a list of headers
    std::optional<rlp::Item> withdrawals{};  ///< there since EIP-4895, if only as an empty list
    BytesView rest{};                        ///< what a chain appends (BSC: sidecars)
    std::size_t transaction_count = 0;       ///< at most limits::block_transactions
    std::size_t uncle_count = 0;             ///< at most limits::uncles
};

/// @param list  `[transactions, uncles, withdrawals?, ...]`
/// @errors malformed, non_canonical, limit_exceeded
/// Finds the parts of a body. The view is valid as long as `list`.
Result<BodyView> view_body(BytesView list);

/// The same without the list around the items, as in RawBlock and in NewBlock.
Result<BodyView> view_body_items(BytesView items);

}  // namespace plexus::inline v1::eth
