#pragma once

#include <mutex>

#include <api/eth/handlers.hpp>
#include <api/plugin/metrics.hpp>
#include <kit/net/lru_map.hpp>

namespace plexus::metrics {

/// Measures how blocks and transactions spread: how old a block is when the first peer shows it,
/// and how long after the first peer the others show the same block or transaction.
///
/// @thread any: the calls come on the strands of the peers
class Propagation final : public eth::BlockHandler, public eth::TxHandler {
public:
    explicit Propagation(Metrics& metrics);

    awaitable<eth::ValidationResult> on_block(const eth::Origin& origin,
                                              const eth::RawBlock& block) override;
    awaitable<eth::ValidationResult> on_block_hashes(
        const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) override;
    awaitable<eth::ValidationResult> on_transactions(
        const eth::Origin& origin, std::span<const eth::RawTransaction> transactions) override;
    awaitable<eth::ValidationResult> on_announcement(
        const eth::Origin& origin,
        std::span<const eth::TransactionAnnouncement> transactions) override;

private:
    /// When the first peer showed each of the last items.
    class FirstShown {
    public:
        FirstShown(std::size_t capacity, Histogram& later) : items_(capacity), later_(later) {}

        /// @returns whether no peer has shown it before
        bool show(const eth::Origin& origin, const Hash256& hash);

    private:
        struct Shown {
            SteadyTime at{};
            const net::Peer* peer = nullptr;  ///< compared and never called
        };

        std::mutex mutex_;
        net::LruMap<Hash256, Shown> items_;
        Histogram& later_;  ///< from the first peer to each later one
    };

    Histogram& age_;
    FirstShown blocks_;
    FirstShown transactions_;
};

}  // namespace plexus::metrics
