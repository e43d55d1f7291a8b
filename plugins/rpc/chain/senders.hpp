#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <kit/eth/types/transaction.hpp>
#include <kit/net/lru_map.hpp>

namespace plexus::rpc_server {

/// The account that signed it; zero if the signature yields none, as go-ethereum shows it.
Address sender_or_zero(const eth::Transaction& transaction);

/// The senders of one block's transactions. To recover one takes as long as to write the rest of a
/// transaction ten times, so each is recovered once, when it is first needed.
///
/// @thread any
class Senders {
public:
    /// @param index        of the transaction within the block
    /// @param transaction  always the same one for an index
    Address of(std::size_t index, const eth::Transaction& transaction);

private:
    std::mutex mutex_;
    std::vector<std::optional<Address>> known_;
};

/// The senders of the blocks that were requested last.
///
/// @thread any
class SenderCache {
public:
    std::shared_ptr<Senders> of_block(const Hash256& hash);

private:
    /// Clients mostly request the newest blocks. A block of 24,000 transactions takes 500 KiB.
    static constexpr std::size_t most_blocks = 128;

    std::mutex mutex_;
    net::LruMap<Hash256, std::shared_ptr<Senders>> blocks_{most_blocks};
};

}  // namespace plexus::rpc_server
