// The key functions of the interfaces in this folder: one vtable and one typeinfo for each, here.
#include <api/eth/body_rules.hpp>
#include <api/eth/finality_votes.hpp>
#include <api/eth/handlers.hpp>
#include <api/eth/protocol_overrides.hpp>
#include <api/eth/remote.hpp>
#include <api/eth/transaction_fetcher.hpp>
#include <api/eth/transaction_pool.hpp>
#include <api/eth/transaction_source.hpp>

namespace plexus::inline v1::eth {

BodyRules::~BodyRules() = default;
ProtocolOverrides::~ProtocolOverrides() = default;
BlockHandler::~BlockHandler() = default;
FinalityVoteObserver::~FinalityVoteObserver() = default;
ReceiptHandler::~ReceiptHandler() = default;
Remote::~Remote() = default;
StatusCodec::~StatusCodec() = default;
TransactionFetcher::~TransactionFetcher() = default;
TransactionPool::~TransactionPool() = default;
TransactionSource::~TransactionSource() = default;
TxHandler::~TxHandler() = default;

void report(const net::Peer& peer, net::PeerReport report) {
    if (const auto remote = peer.handle<Remote>()) remote->report(std::move(report));
}

awaitable<ValidationResult> BlockHandler::on_block_hashes(const Origin&,
                                                          std::span<const BlockAnnouncement>) {
    co_return ValidationResult::ignore;
}

awaitable<ValidationResult> TxHandler::on_announcement(const Origin&,
                                                       std::span<const TransactionAnnouncement>) {
    co_return ValidationResult::ignore;
}

}  // namespace plexus::inline v1::eth
