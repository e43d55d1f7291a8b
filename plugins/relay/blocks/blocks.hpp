#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/chain/chain_writer.hpp>
#include <api/chain/head_tracker.hpp>
#include <api/chain/header_rules.hpp>
#include <api/eth/handlers.hpp>
#include <api/plugin/host.hpp>
#include <kit/eth/client/client.hpp>
#include <kit/eth/session/known_hashes.hpp>

#include "announcers.hpp"
#include "block_fetches.hpp"
#include "examine.hpp"
#include "orphans.hpp"
#include "recent.hpp"
#include "total_difficulty_quorum.hpp"

namespace plexus::relay {

/// The services that the relay of blocks stands on.
struct Services {
    Host& host;
    net::PeerPool& pool;
    const chain::ChainProfile& profile;
    chain::HeadTracker& heads;
    Rules rules{};
    chain::ChainWriter* writer = nullptr;  ///< null without a store
};

/// Checks received blocks, keeps valid ones, and passes them on.
///
/// It begins with the head that the peers agree on, and knows that block's total difficulty once
/// enough peers have told the same. Until then it announces hashes only, and the local head has no
/// total difficulty: it is told from eth/69 on, and goes when the peers agree on one far ahead. In
/// a node with a chain store it begins with the stored head instead, and again whenever the stored
/// chain has become the heavier one.
///
/// @thread     the plugin's strand; checks run on the blocking pool
/// @ownership  run() is joined before this is destroyed
class Blocks final : public eth::BlockHandler {
public:
    using OnKept = std::function<void(const KeptBlock&)>;

    /// @param on_kept called with every block that is kept
    Blocks(const Services& services, Recent& recent, std::size_t quorum, OnKept on_kept);

    awaitable<eth::ValidationResult> on_block(const eth::Origin& origin,
                                              const eth::RawBlock& block) override;
    awaitable<eth::ValidationResult> on_block_hashes(
        const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) override;

    /// Finds the block to begin with, and fetches announced blocks; runs until it is cancelled.
    /// @param store the chain that the recent blocks go on from; null for none
    awaitable<void> run(chain::ChainReader* store);

    /// Takes the head in a new peer's Status as its claim, and sends it the block that was passed
    /// on to the other peers during its handshake.
    void handshake(const net::PeerPtr& peer, const std::shared_ptr<eth::Remote>& remote,
                   SteadyTime joined);
    void forget(const net::NodeId& peer);

private:
    enum class Distance : std::uint8_t { near, far };

    // blocks.cpp: one block
    awaitable<eth::ValidationResult> take(eth::RawBlock block, net::PeerPtr from);
    awaitable<Examination> look_into(eth::RawBlock block, KeptBlockPtr parent);
    void put_aside(const eth::RawBlock& block, const net::PeerPtr& from);
    awaitable<void> take_orphans(Hash256 parent);
    void kept(const KeptBlock& block);
    Distance distance(std::uint64_t number) const;

    // passing_on.cpp: blocks sent to other peers
    bool pushes_blocks() const;
    void pass_on(const KeptBlock& block);
    bool is_told(const Hash256& head) const;
    bool may_tell_without_total(const KeptBlock& head) const;
    void advance();
    void hear_majority();
    awaitable<void> revise(Hash256 anchor, Uint256 total);
    std::optional<Uint256> total_of(const KeptBlock& block) const;

    // fetching.cpp: announced blocks
    bool is_here(const Hash256& hash) const;
    void want(const Hash256& hash, const net::PeerPtr& peer);
    awaitable<void> fetch_wanted();
    awaitable<BlockFetches::FetchResult> bring(BlockFetches::Task task);

    // anchoring.cpp: where the chain begins
    awaitable<void> stand();
    awaitable<void> stand_on_peers();
    awaitable<void> stand_on_store();
    void begin_with(std::unique_ptr<KeptBlock> anchor, std::optional<Uint256> total);
    awaitable<std::unique_ptr<KeptBlock>> stored_block(Hash256 hash);
    std::optional<Claim> better_place() const;
    awaitable<void> begin_at(Hash256 hash, std::optional<Uint256> total);
    awaitable<std::unique_ptr<KeptBlock>> fetch_anchor(Hash256 hash);
    std::unique_ptr<KeptBlock> genesis() const;

    Services services_;
    chain::ChainReader* store_ = nullptr;
    Recent& recent_;
    OnKept on_kept_;
    eth::Client client_;
    Executor strand_;
    Clock& clock_;
    TaskScope tasks_;

    TotalDifficultyQuorum difficulty_quorum_;
    Announcers announcers_;
    Orphans orphans_;
    BlockFetches wanted_;
    Event wanted_changed_;
    eth::KnownHashes condemned_;           ///< invalid headers, which are not checked again
    std::optional<Uint256> anchor_total_;  ///< once it is known
    Hash256 anchor_{};                     ///< the block that the recent ones began with
    bool total_is_certain_ = false;        ///< it is counted from the genesis block
    bool revising_ = false;                ///< the store is told of another total difficulty
    Hash256 told_{};  ///< hash of the local head that was set last; zero for none
    SteadyTime last_kept_{};
    SteadyTime last_passed_on_{};

    Counter& kept_count_;
    Counter& refused_count_;
    Gauge& head_number_;
    Logger log_;
};

}  // namespace plexus::relay
