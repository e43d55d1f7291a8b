#pragma once

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/core/log.hpp>
#include <api/eth/handlers.hpp>

#include <plugins/sync/fetch/failing_peers.hpp>
#include <plugins/sync/settings.hpp>
#include "gossip_blocks.hpp"

namespace plexus::sync {

/// A head that a peer has told of by gossip.
struct Hint {
    net::PeerPtr peer{};
    Hash256 hash{};
    std::uint64_t number = 0;
    std::optional<eth::CheckedHeader>
        header{};               ///< there if the peer has sent it, and it is lawful
    Uint256 told_difficulty{};  ///< zero if it told none
};

/// Receives the blocks that peers send and announce. A block that follows our end is made ready to
/// be stored: one that came whole as it is, an announced block by one round trip to the first
/// announcer, or, where that peer is slow, to the next. All other heads become hints where
/// to look.
///
/// Each peer has a bounded share: of blocks, of announced blocks that are fetched, and one hint.
///
/// @thread     the plugin's strand; BlockHandler's functions any
/// @ownership  outlives what it is opened with
class GossipReceiver final : public eth::BlockHandler {
public:
    GossipReceiver(const Services& services, const Settings& settings, Logger log);

    /// From now on it listens; its tasks run in the given scope.
    void open(OurChain& ours, TaskScope& tasks);
    void close();

    /// Takes the block that follows our end.
    std::optional<GossipBlock> take_next();
    /// Waits until a block follows the end of our chain.
    awaitable<void> until_next();
    std::vector<Hint> take_hints();

    /// Ends the wait that is, or the next one.
    void wake();
    /// Waits until there is something to take, or the time is over.
    /// @returns whether wake() has ended it
    awaitable<bool> wait(Duration limit);

    awaitable<eth::ValidationResult> on_block(const eth::Origin& origin,
                                              const eth::RawBlock& block) override;
    awaitable<eth::ValidationResult> on_block_hashes(
        const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) override;

private:
    /// An announced block that is fetched.
    struct Fetch;
    using FetchPtr = std::shared_ptr<Fetch>;

    bool is_open() const noexcept { return tasks_ != nullptr; }
    bool has_news() const;
    bool is_near(std::uint64_t number) const;
    bool is_expected(const Hash256& parent);
    awaitable<bool> is_known(Hash256 hash, std::uint64_t number);

    awaitable<eth::ValidationResult> take(net::PeerPtr from, eth::RawBlock block);
    awaitable<eth::ValidationResult> hear(net::PeerPtr from,
                                          std::vector<eth::BlockAnnouncement> blocks);
    void announced(const net::PeerPtr& from, const eth::BlockAnnouncement& block);
    FetchPtr begin_fetch(const net::PeerPtr& from, const eth::BlockAnnouncement& block);
    bool join_fetch(Fetch& fetch, const net::PeerPtr& from);
    std::size_t fetches_of(const net::PeerPtr& peer) const;
    awaitable<void> bring(FetchPtr fetch);
    net::PeerPtr take_announcer(Fetch& fetch);
    awaitable<void> request_from(FetchPtr fetch, net::PeerPtr peer);

    bool settle(GossipBlock gossiped);
    awaitable<void> complete(Hash256 hash);
    void give_up(const Hash256& hash);
    void hint(Hint hint);
    void hint_at(const GossipBlock& gossiped);

    const Services& services_;
    const Settings& settings_;
    Logger log_;
    Executor strand_;
    Clock& clock_;
    Event changed_;
    OurChain* ours_ = nullptr;
    TaskScope* tasks_ = nullptr;
    GossipBlocks blocks_;
    FailingPeers failing_{};  ///< did not send a block that they had announced
    std::map<std::pair<Hash256, std::uint64_t>, FetchPtr> fetches_{};  ///< by hash and told number
    std::map<net::NodeId, Hint> hints_{};                              ///< the last of each peer
    bool woken_ = false;
};

}  // namespace plexus::sync
