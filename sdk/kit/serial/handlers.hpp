#pragma once

#include <span>

#include <api/eth/handlers.hpp>

#include "serial_queue.hpp"

// Sessions call handlers for many peers at once. A plugin whose handlers must be called one at a
// time publishes one of these wrappers instead of itself:
//
//     explicit Logger(Host& host) : queue_(host.strand()), calls_(queue_, *this) {
//         host.publish<eth::BlockHandler>(calls_);
//     }
//
// Handlers of one plugin that share a queue are called one at a time among themselves too.
namespace plexus::serial {

/// Moves each call of a block handler through a serial queue.
/// @thread as SerialQueue; the handler is called on the queue's strand
class BlockHandler final : public eth::BlockHandler {
public:
    /// @ownership  refers to both, which must outlive it; the owner publishes this one, not
    /// `handler`
    BlockHandler(SerialQueue& queue, eth::BlockHandler& handler)
        : queue_(queue), handler_(handler) {}

    awaitable<eth::ValidationResult> on_block(const eth::Origin& origin,
                                              const eth::RawBlock& block) override;
    awaitable<eth::ValidationResult> on_block_hashes(
        const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) override;

private:
    SerialQueue& queue_;
    eth::BlockHandler& handler_;
};

/// As serial::BlockHandler.
class TxHandler final : public eth::TxHandler {
public:
    /// @ownership  refers to both, which must outlive it
    TxHandler(SerialQueue& queue, eth::TxHandler& handler) : queue_(queue), handler_(handler) {}

    awaitable<eth::ValidationResult> on_transactions(
        const eth::Origin& origin, std::span<const eth::RawTransaction> transactions) override;
    awaitable<eth::ValidationResult> on_announcement(
        const eth::Origin& origin,
        std::span<const eth::TransactionAnnouncement> transactions) override;

private:
    SerialQueue& queue_;
    eth::TxHandler& handler_;
};

/// As serial::BlockHandler.
class ReceiptHandler final : public eth::ReceiptHandler {
public:
    /// @ownership  refers to both, which must outlive it
    ReceiptHandler(SerialQueue& queue, eth::ReceiptHandler& handler)
        : queue_(queue), handler_(handler) {}

    awaitable<eth::ValidationResult> on_receipts(const eth::Origin& origin,
                                                 const eth::RawReceipts& receipts) override;

private:
    SerialQueue& queue_;
    eth::ReceiptHandler& handler_;
};

}  // namespace plexus::serial
