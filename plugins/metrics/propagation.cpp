#include "propagation.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace plexus::metrics {
namespace {

/// Seconds. BSC's blocks come each 0.45 s and Ethereum's each 12 s.
constexpr std::array buckets{0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1., 2.5, 5., 10., 30.};

/// Items whose first moment is remembered: an hour of blocks, and the transactions of minutes.
constexpr std::size_t most_blocks = 1024;
constexpr std::size_t most_transactions = 65'536;
/// A block that is older than this comes to a node that catches up, and says nothing of gossip.
constexpr std::chrono::seconds oldest_gossip{60};

/// How old it is by its header, which counts whole seconds; never negative, as clocks differ.
std::chrono::duration<double> age_of(const eth::RawBlock& block, WallTime now) {
    const std::chrono::duration<double> since = now.time_since_epoch();
    return std::max(std::chrono::duration<double>::zero(),
                    since - std::chrono::duration<double>(static_cast<double>(block.time)));
}

}  // namespace

Propagation::Propagation(Metrics& metrics)
    : age_(metrics.histogram(
          {"plexus_block_age_seconds",
           "Age of a block by its header when the first peer sends it, below a minute",
           MetricUnit::seconds},
          buckets)),
      blocks_(most_blocks,
              metrics.histogram(
                  {"plexus_block_propagation_seconds",
                   "From the first peer that shows a block to each later one", MetricUnit::seconds},
                  buckets)),
      transactions_(most_transactions,
                    metrics.histogram({"plexus_transaction_propagation_seconds",
                                       "From the first peer that shows a transaction to each "
                                       "later one",
                                       MetricUnit::seconds},
                                      buckets)) {}

bool Propagation::FirstShown::show(const eth::Origin& origin, const Hash256& hash) {
    const std::scoped_lock lock(mutex_);
    const Shown* first = items_.find(hash);
    if (first == nullptr) {
        items_.put(hash, {origin.received_at, origin.peer.get()});
        return true;
    }
    if (first->peer != origin.peer.get()) {
        later_.observe(std::max(origin.received_at - first->at, Duration::zero()));
    }
    return false;
}

awaitable<eth::ValidationResult> Propagation::on_block(const eth::Origin& origin,
                                                       const eth::RawBlock& block) {
    if (origin.source == eth::Source::gossip && blocks_.show(origin, block.hash)) {
        const auto age = age_of(block, origin.wall_time);
        if (age < oldest_gossip) age_.observe(age);
    }
    co_return eth::ValidationResult::ignore;
}

awaitable<eth::ValidationResult> Propagation::on_block_hashes(
    const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) {
    for (const eth::BlockAnnouncement& block : blocks) {
        blocks_.show(origin, block.hash);
    }
    co_return eth::ValidationResult::ignore;
}

awaitable<eth::ValidationResult> Propagation::on_transactions(
    const eth::Origin& origin, std::span<const eth::RawTransaction> transactions) {
    // What this node requested was announced before.
    if (origin.source != eth::Source::gossip) co_return eth::ValidationResult::ignore;
    for (const eth::RawTransaction& transaction : transactions) {
        transactions_.show(origin, transaction.hash);
    }
    co_return eth::ValidationResult::ignore;
}

awaitable<eth::ValidationResult> Propagation::on_announcement(
    const eth::Origin& origin, std::span<const eth::TransactionAnnouncement> transactions) {
    for (const eth::TransactionAnnouncement& transaction : transactions) {
        transactions_.show(origin, transaction.hash);
    }
    co_return eth::ValidationResult::ignore;
}

}  // namespace plexus::metrics
