#pragma once

#include <set>
#include <string>
#include <string_view>

#include <plugins/rpc/methods/log_filter.hpp>

namespace plexus::rpc_server {

/// What can be listened to.
enum class Feed : std::uint8_t {
    new_heads,             ///< headers
    block_hashes,          ///< of the same blocks
    logs,                  ///< those that match a filter; removed ones too
    receipts,              ///< of each block
    pending_hashes,        ///< of transactions
    pending_transactions,  ///< whole
    syncing,               ///< whether the node catches up
    peers,                 ///< who joins and leaves
    finalized_headers,     ///< each header that becomes final
    votes,                 ///< for the finality of blocks
};

/// What one listener wants to hear.
struct Interest {
    Feed feed = Feed::new_heads;
    LogFilter logs{};                  ///< for Feed::logs
    std::set<Hash256> transactions{};  ///< for Feed::receipts: only of these; empty: of all
};

/// Which subscriptions there are.
enum class Kinds : std::uint8_t {
    usual,
    with_finality,  ///< those of BSC too
};

/// Reads the parameters of a subscription.
/// @param space  "eth", "admin"
/// @param kind   the first parameter
/// @errors RpcError, with the words of go-ethereum
Interest read_interest(std::string_view space, const std::string& kind, json::value params,
                       Kinds kinds);

/// Checks that a filter can match logs of blocks to come.
/// @errors RpcError
/// @spec   go-ethereum, eth/filters/filter_system.go, SubscribeLogs
void check_range_to_come(const LogFilter& filter);

/// An id that nobody guesses, as go-ethereum writes it: 16 random bytes without leading zeros.
std::string new_id();

}  // namespace plexus::rpc_server
