#pragma once

#include <span>

#include <api/eth/handlers.hpp>

#include "line.hpp"

// Sessions call handlers for many peers at once. A plugin that would rather be called once at a
// time publishes one of these in its place:
//
//     explicit Logger(Host& host) : line_(host.strand()), calls_(line_, *this) {
//         host.publish<eth::BlockHandler>(calls_);
//     }
//
// Several handlers of one plugin share the line, and with it the turn.
namespace plexus::serial {

/// Moves each call of a block handler through a line.
/// @thread as Line; the handler is called on the line's strand
class BlockHandler final : public eth::BlockHandler {
public:
    BlockHandler(Line& line, eth::BlockHandler& handler) : line_(line), handler_(handler) {}

    awaitable<eth::Opinion> on_block(const eth::Sighting& sighting,
                                     const eth::RawBlock& block) override;
    awaitable<eth::Opinion> on_block_hashes(
        const eth::Sighting& sighting, std::span<const eth::BlockAnnouncement> blocks) override;

private:
    Line& line_;
    eth::BlockHandler& handler_;
};

/// As serial::BlockHandler.
class TxHandler final : public eth::TxHandler {
public:
    TxHandler(Line& line, eth::TxHandler& handler) : line_(line), handler_(handler) {}

    awaitable<eth::Opinion> on_transactions(
        const eth::Sighting& sighting, std::span<const eth::RawTransaction> transactions) override;
    awaitable<eth::Opinion> on_announcement(
        const eth::Sighting& sighting,
        std::span<const eth::TransactionAnnouncement> transactions) override;

private:
    Line& line_;
    eth::TxHandler& handler_;
};

/// As serial::BlockHandler.
class ReceiptHandler final : public eth::ReceiptHandler {
public:
    ReceiptHandler(Line& line, eth::ReceiptHandler& handler) : line_(line), handler_(handler) {}

    awaitable<eth::Opinion> on_receipts(const eth::Sighting& sighting,
                                        const eth::RawReceipts& receipts) override;

private:
    Line& line_;
    eth::ReceiptHandler& handler_;
};

}  // namespace plexus::serial
