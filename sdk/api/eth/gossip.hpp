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

/// One thing that is said to many peers, and the messages that say it. Their sessions share them:
/// they are encoded once for each version of eth, and compressed once, for however many peers.
///
/// @thread     any
/// @ownership  by pointer, see below; the messages live as long as it
template <class Content>
class Gossip {
public:
    using Messages = std::vector<net::SharedMessage>;

    explicit Gossip(Content content) : content_(std::move(content)) {}

    const Content& content() const noexcept { return content_; }

    /// The messages of one version as `encode() -> Messages` makes them, which is called once for
    /// each version; who comes meanwhile waits for it.
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

/// A block with what NewBlock tells besides.
struct NewBlock {
    RawBlock block{};
    Difficulty total_difficulty{};
};

template <class Content>
using GossipPtr = std::shared_ptr<const Gossip<Content>>;

using BlockGossip = GossipPtr<NewBlock>;
using BlockHashGossip = GossipPtr<std::vector<BlockAnnouncement>>;
using TxGossip = GossipPtr<std::vector<RawTransaction>>;
using TxHashGossip = GossipPtr<std::vector<TransactionAnnouncement>>;

template <class Content>
GossipPtr<Content> make_gossip(Content content) {
    return std::make_shared<const Gossip<Content>>(std::move(content));
}

}  // namespace plexus::inline v1::eth
