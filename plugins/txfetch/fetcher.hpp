#pragma once

#include <atomic>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/eth/handlers.hpp>
#include <api/eth/transaction_fetcher.hpp>
#include <api/plugin/host.hpp>
#include <kit/eth/client/client.hpp>
#include <kit/handlers/handler_call.hpp>

#include "schedule.hpp"

namespace plexus::txfetch {

/// Fetches announced transactions and hands them to the transaction handlers.
///
/// @thread the plugin's strand; as a handler and a service: any
class Fetcher final : public eth::TxHandler, public eth::TransactionFetcher {
public:
    Fetcher(Host& host, const Settings& settings);

    /// Runs until it is cancelled.
    awaitable<void> run();

    awaitable<eth::ValidationResult> on_transactions(
        const eth::Origin& origin, std::span<const eth::RawTransaction> transactions) override;
    awaitable<eth::ValidationResult> on_announcement(
        const eth::Origin& origin,
        std::span<const eth::TransactionAnnouncement> transactions) override;
    std::size_t awaited() const noexcept override { return awaited_; }

private:
    awaitable<void> note_announcement(net::PeerPtr peer,
                                      std::span<const eth::TransactionAnnouncement> transactions);
    awaitable<void> note_received(std::span<const eth::RawTransaction> transactions);
    awaitable<void> request_wanted();
    awaitable<void> wait_for_change();
    void begin_requests();
    Duration until_due() const;
    awaitable<void> fetch(Schedule::Request request);
    awaitable<void> hand_over(net::PeerPtr peer, std::vector<eth::RawTransaction> transactions);
    void refuse_other_forms(const net::PeerPtr& peer,
                            std::vector<eth::RawTransaction>& transactions);
    void arrive(std::span<const eth::RawTransaction> transactions);
    void changed();

    Host& host_;
    Logger log_;
    net::PeerPool& pool_;
    eth::Client client_;
    Settings settings_;
    Schedule schedule_;
    Event event_;
    bool changed_ = false;
    TaskScope tasks_;
    std::atomic<std::size_t> awaited_ = 0;

    Counter& announced_;  ///< hashes
    Counter& refused_;    ///< hashes beyond a peer's share
    Counter& requests_;
    Counter& failures_;  ///< requests that brought nothing
    Counter& fetched_;   ///< transactions
    Counter& lies_;      ///< announcements with a false type or size
    Gauge& waiting_;     ///< hashes, now
    handlers::HandlerFailures handler_failures_;
};

}  // namespace plexus::txfetch
