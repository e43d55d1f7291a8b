#include "watcher.hpp"

#include <api/eth/handlers.hpp>
#include <api/eth/transaction_source.hpp>
#include <api/plugin/export.hpp>

#include <map>
#include <mutex>

using namespace plexus;

namespace {

/// Counts whatever comes to the node, and has the transactions ready for others.
class Watcher final : public Plugin,
                      public eth::BlockHandler,
                      public eth::TxHandler,
                      public eth::ReceiptHandler,
                      public eth::TransactionSource,
                      public Seen {
public:
    static constexpr std::array provides{eth::BlockHandler::key, eth::TxHandler::key,
                                         eth::ReceiptHandler::key, eth::TransactionSource::key,
                                         Seen::key};
    static constexpr std::array<Need, 0> needs{};

    explicit Watcher(Host& host) {
        host.publish<eth::BlockHandler>(*this);
        host.publish<eth::TxHandler>(*this);
        host.publish<eth::ReceiptHandler>(*this);
        host.publish<eth::TransactionSource>(*this);
        host.publish<Seen>(*this);
    }

    awaitable<eth::ValidationResult> on_block(const eth::Origin& origin,
                                              const eth::RawBlock& block) override {
        ++block_count;
        const bool checked = origin.source == eth::Source::response;
        co_return block.number > 0 && checked ? eth::ValidationResult::accept
                                              : eth::ValidationResult::ignore;
    }

    awaitable<eth::ValidationResult> on_block_hashes(
        const eth::Origin&, std::span<const eth::BlockAnnouncement> announced) override {
        block_hash_count += static_cast<int>(announced.size());
        co_return eth::ValidationResult::ignore;
    }

    awaitable<eth::ValidationResult> on_transactions(
        const eth::Origin&, std::span<const eth::RawTransaction> sent) override {
        for (const eth::RawTransaction& transaction : sent) keep(transaction);
        transaction_count += static_cast<int>(sent.size());
        co_return eth::ValidationResult::ignore;
    }

    awaitable<eth::ValidationResult> on_announcement(
        const eth::Origin&, std::span<const eth::TransactionAnnouncement> announced) override {
        announcement_count += static_cast<int>(announced.size());
        co_return eth::ValidationResult::ignore;
    }

    awaitable<eth::ValidationResult> on_receipts(const eth::Origin&,
                                                 const eth::RawReceipts& of_block) override {
        if (of_block.block_number > 0) ++receipt_count;
        co_return eth::ValidationResult::accept;
    }

    void keep(const eth::RawTransaction& transaction) override {
        const std::scoped_lock lock(mutex_);
        if (pool_.size() < most_kept) pool_.emplace(transaction.hash, transaction);
    }

    awaitable<std::vector<eth::RawTransaction>> transactions(std::vector<Hash256> hashes,
                                                             chain::Budget budget) override {
        const std::scoped_lock lock(mutex_);
        std::vector<eth::RawTransaction> found;
        std::size_t bytes = 0;
        for (const Hash256& hash : hashes) {
            const auto entry = pool_.find(hash);
            if (entry == pool_.end()) continue;
            if (found.size() >= budget.items || bytes >= budget.bytes) break;
            found.push_back(entry->second);
            bytes += entry->second.bytes.size();
        }
        co_return found;
    }

private:
    static constexpr std::size_t most_kept = 1000;  // whoever sends more has them elsewhere

    mutable std::mutex mutex_;  // handlers are called for many peers at once
    std::map<Hash256, eth::RawTransaction> pool_;
};

}  // namespace

constexpr PluginDescriptor watcher =
    describe_plugin<Watcher, "watcher", "1.0.0", "counts what comes">();
