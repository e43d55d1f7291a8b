// The key functions of the interfaces in this folder: one vtable and one typeinfo for each, here.
#include <api/eth/accent.hpp>
#include <api/eth/handlers.hpp>
#include <api/eth/remote.hpp>
#include <api/eth/transaction_fetcher.hpp>
#include <api/eth/transaction_source.hpp>

namespace plexus::inline v1::eth {

Accent::~Accent() = default;
BlockHandler::~BlockHandler() = default;
ReceiptHandler::~ReceiptHandler() = default;
Remote::~Remote() = default;
StatusCodec::~StatusCodec() = default;
TransactionFetcher::~TransactionFetcher() = default;
TransactionSource::~TransactionSource() = default;
TxHandler::~TxHandler() = default;

awaitable<Opinion> BlockHandler::on_block_hashes(const Sighting&,
                                                 std::span<const BlockAnnouncement>) {
    co_return Opinion::ignore;
}

awaitable<Opinion> TxHandler::on_announcement(const Sighting&,
                                              std::span<const TransactionAnnouncement>) {
    co_return Opinion::ignore;
}

}  // namespace plexus::inline v1::eth
