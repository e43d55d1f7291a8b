#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <api/eth/raw.hpp>
#include <api/eth/status.hpp>
#include <api/net/message.hpp>

namespace plexus::inline v1::eth {

/// One item that is sent to many peers, with its encoded messages. Their sessions share them: they
/// are encoded once for each version of eth, and compressed once, for however many peers.
///
/// @thread     any
/// @ownership  by pointer, see below; the messages live as long as it
template <class Content>
class Gossip {
public:
    /// One or more messages, in the order in which they are sent.
    using Messages = std::vector<net::SharedMessage>;

    /// @param content  what is sent; it does not change afterwards
    explicit Gossip(Content content) : content_(std::move(content)) {}

    /// What is sent.
    const Content& content() const noexcept { return content_; }

    /// The messages of one version as `encode() -> Messages` makes them, which is called once for
    /// each version; a session that comes meanwhile waits for it.
    template <class Encode>
    const Messages& messages(std::uint32_t version, Encode&& encode) const {
        const std::scoped_lock lock(mutex_);
        const auto known = by_version_.find(version);
        if (known != by_version_.end()) return known->second;
        return by_version_.emplace(version, encode()).first->second;
    }

private:
    Content content_;
    mutable std::mutex mutex_;
    mutable std::map<std::uint32_t, Messages> by_version_;  // its elements stay where they are
};

/// A block and its total difficulty: the content of NewBlock.
struct NewBlock {
    RawBlock block{};            ///< with `extra` as the chain appends it
    Uint256 total_difficulty{};  ///< up to and including the block
};

/// Shared by the sessions of all peers that it goes to.
template <class Content>
using GossipPtr = std::shared_ptr<const Gossip<Content>>;

/// NewBlock.
using BlockGossip = GossipPtr<NewBlock>;
/// NewBlockHashes.
using BlockHashGossip = GossipPtr<std::vector<BlockAnnouncement>>;
/// Transactions.
using TxGossip = GossipPtr<std::vector<RawTransaction>>;
/// NewPooledTransactionHashes.
using TxHashGossip = GossipPtr<std::vector<TransactionAnnouncement>>;

/// Wraps what is to be sent to several peers, once for all of them.
template <class Content>
GossipPtr<Content> make_gossip(Content content) {
    return std::make_shared<const Gossip<Content>>(std::move(content));
}

}  // namespace plexus::inline v1::eth
