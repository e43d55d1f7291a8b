#pragma once

#include <api/eth/finality_votes.hpp>
#include <api/eth/handlers.hpp>
#include <api/net/peer_pool.hpp>

#include "collector.hpp"
#include "kind_counters.hpp"

namespace plexus::stream {

/// Which kinds go into the stream.
using Kinds = std::array<bool, kind_count>;

/// Makes records of what peers send, and of their coming and going. No call validates anything:
/// `ignore`, without waiting.
///
/// @thread  any
class Handlers final : public eth::BlockHandler,
                       public eth::TxHandler,
                       public eth::FinalityVoteObserver {
public:
    /// @param collector  outlives this
    Handlers(Collector& collector, const Kinds& kinds, Metrics& metrics);

    awaitable<eth::ValidationResult> on_block(const eth::Origin& origin,
                                              const eth::RawBlock& block) override;
    awaitable<eth::ValidationResult> on_block_hashes(
        const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) override;
    awaitable<eth::ValidationResult> on_transactions(
        const eth::Origin& origin, std::span<const eth::RawTransaction> transactions) override;
    awaitable<eth::ValidationResult> on_announcement(
        const eth::Origin& origin,
        std::span<const eth::TransactionAnnouncement> transactions) override;
    void on_finality_votes(const eth::Origin& origin,
                           std::span<const eth::FinalityVote> votes) noexcept override;

    /// An event of the pool at that moment.
    void on_pool_event(const net::PeerPoolEvent& event, WallTime at);
    /// A peer that is there already.
    void on_joined(const net::Peer& peer, WallTime at);

private:
    void add(Kind kind, const net::Peer& peer, Record record, const Collector::Body& body = {});
    bool wants(Kind kind) const noexcept { return kinds_[index_of(kind)]; }

    Collector& collector_;
    Kinds kinds_;
    KindCounters sightings_{};
};

}  // namespace plexus::stream
