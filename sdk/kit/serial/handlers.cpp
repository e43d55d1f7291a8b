#include "handlers.hpp"

namespace plexus::serial {

awaitable<eth::Opinion> BlockHandler::on_block(const eth::Sighting& sighting,
                                               const eth::RawBlock& block) {
    auto call = [&] { return handler_.on_block(sighting, block); };
    co_return co_await line_.call(std::move(call));
}

awaitable<eth::Opinion> BlockHandler::on_block_hashes(
    const eth::Sighting& sighting, std::span<const eth::BlockAnnouncement> blocks) {
    auto call = [&] { return handler_.on_block_hashes(sighting, blocks); };
    co_return co_await line_.call(std::move(call));
}

awaitable<eth::Opinion> TxHandler::on_transactions(
    const eth::Sighting& sighting, std::span<const eth::RawTransaction> transactions) {
    auto call = [&] { return handler_.on_transactions(sighting, transactions); };
    co_return co_await line_.call(std::move(call));
}

awaitable<eth::Opinion> TxHandler::on_announcement(
    const eth::Sighting& sighting, std::span<const eth::TransactionAnnouncement> transactions) {
    auto call = [&] { return handler_.on_announcement(sighting, transactions); };
    co_return co_await line_.call(std::move(call));
}

awaitable<eth::Opinion> ReceiptHandler::on_receipts(const eth::Sighting& sighting,
                                                    const eth::RawReceipts& receipts) {
    auto call = [&] { return handler_.on_receipts(sighting, receipts); };
    co_return co_await line_.call(std::move(call));
}

}  // namespace plexus::serial
