#include "handlers.hpp"

namespace plexus::serial {

awaitable<eth::ValidationResult> BlockHandler::on_block(const eth::Origin& origin,
                                                        const eth::RawBlock& block) {
    auto call = [&] { return handler_.on_block(origin, block); };
    co_return co_await queue_.call(std::move(call));
}

awaitable<eth::ValidationResult> BlockHandler::on_block_hashes(
    const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) {
    auto call = [&] { return handler_.on_block_hashes(origin, blocks); };
    co_return co_await queue_.call(std::move(call));
}

awaitable<eth::ValidationResult> TxHandler::on_transactions(
    const eth::Origin& origin, std::span<const eth::RawTransaction> transactions) {
    auto call = [&] { return handler_.on_transactions(origin, transactions); };
    co_return co_await queue_.call(std::move(call));
}

awaitable<eth::ValidationResult> TxHandler::on_announcement(
    const eth::Origin& origin, std::span<const eth::TransactionAnnouncement> transactions) {
    auto call = [&] { return handler_.on_announcement(origin, transactions); };
    co_return co_await queue_.call(std::move(call));
}

awaitable<eth::ValidationResult> ReceiptHandler::on_receipts(const eth::Origin& origin,
                                                             const eth::RawReceipts& receipts) {
    auto call = [&] { return handler_.on_receipts(origin, receipts); };
    co_return co_await queue_.call(std::move(call));
}

}  // namespace plexus::serial
