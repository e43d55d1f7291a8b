#include "transactions.hpp"

#include <algorithm>

#include <api/async/blocking.hpp>
#include <api/async/strand.hpp>
#include <api/rpc/method_provider.hpp>
#include <kit/eth/messages/announcement.hpp>
#include <kit/eth/types/raw_block.hpp>

namespace plexus::relay {
namespace {

/// How many transactions are checked in one piece of work, so that other work gets a turn between
/// two: about 10 ms.
constexpr std::size_t piece = 256;

}  // namespace

Transactions::Transactions(Host& host, net::PeerPool& peers, Pool& pool, chain::ChainReader& chain,
                           std::uint64_t chain_id, SendRules rules)
    : host_(host),
      client_(peers, host.runtime()),
      pool_(pool),
      chain_(chain),
      chain_id_(chain_id),
      send_rules_(rules),
      pooled_(host.metrics().gauge(
          {"plexus_relay_transactions", "Transactions that are held for peers"})),
      pooled_bytes_(
          host.metrics().gauge({"plexus_relay_transactions_bytes",
                                "Memory of the transactions that are held", MetricUnit::bytes})),
      refused_count_(host.metrics().counter({"plexus_relay_transactions_refused_total",
                                             "Transactions that were invalid or found no room"})) {}

awaitable<eth::ValidationResult> Transactions::on_transactions(
    const eth::Origin& origin, std::span<const eth::RawTransaction> transactions) {
    PLEXUS_ON_STRAND(host_.strand());
    std::vector<eth::RawTransaction> unknown;
    for (const eth::RawTransaction& transaction : transactions) {
        if (!pool_.knows(transaction.hash)) unknown.push_back(transaction);
    }
    if (unknown.empty()) co_return eth::ValidationResult::duplicate;

    co_await learn_head();
    const net::NodeId& peer = origin.peer->node().id;
    const Clock& clock = Clock::of(host_.strand());
    std::vector<eth::RawTransaction> accepted;
    for (std::size_t done = 0; done < unknown.size(); done += piece) {
        if (invalid_limit_.is_exhausted(peer, clock.now())) break;
        const std::size_t end = std::min(done + piece, unknown.size());
        std::vector<eth::RawTransaction> part(unknown.begin() + static_cast<std::ptrdiff_t>(done),
                                              unknown.begin() + static_cast<std::ptrdiff_t>(end));
        std::vector<Admitted> admitted = co_await check(std::move(part));
        invalid_limit_.spend(peer, end - done - admitted.size(), clock.now());
        refused_count_.add(static_cast<std::int64_t>(end - done - admitted.size()));
        for (Admitted& one : admitted) {
            const eth::RawTransaction transaction = one.transaction;
            one.from = peer;
            if (pool_.add(std::move(one))) accepted.push_back(transaction);
        }
    }
    show_pool();
    if (accepted.empty()) co_return eth::ValidationResult::ignore;
    client_.broadcast(std::move(accepted));
    // A valid transaction costs its sender nothing to make, so it earns no score either.
    co_return eth::ValidationResult::ignore;
}

void Transactions::show_pool() {
    pooled_.set(pool_.size());
    pooled_bytes_.set(pool_.size_bytes());
}

awaitable<Hash256> Transactions::send(Bytes bytes) {
    PLEXUS_ON_STRAND(host_.strand());
    co_await learn_head();
    auto work = [this, bytes = std::move(bytes), head = head_rules_] {
        return check_to_send(bytes, chain_id_, head, send_rules_);
    };
    Admitted admitted = co_await on_blocking(host_.runtime(), std::move(work));
    const eth::RawTransaction transaction = admitted.transaction;
    if (pool_.knows(transaction.hash)) {
        throw rpc::RpcError(rpc::ErrorCode::server_error, "already known");
    }
    if (!pool_.add(std::move(admitted))) {
        throw rpc::RpcError(rpc::ErrorCode::server_error, "txpool is full");
    }
    show_pool();
    client_.broadcast(std::vector<eth::RawTransaction>(1, transaction));
    co_return transaction.hash;
}

/// Reads the header of the chain's head, if it is another one than last time.
awaitable<void> Transactions::learn_head() {
    const Hash256 head = chain_.head().hash;
    if (head == head_) co_return;
    chain::HeaderQuery query;
    query.hash = head;
    query.amount = 1;
    const chain::Budget budget{.items = 1, .bytes = 1};
    const Result<chain::RawItems> headers = co_await chain_.headers(query, budget);
    if (!headers || headers->empty()) co_return;  // the rules of the head before are as good
    const Result<eth::Header> header = eth::decode_header(headers->front());
    if (!header) co_return;
    head_ = head;
    // A node without a chain holds only the genesis block, which says nothing of today's rules.
    head_rules_ = header->number == 0 ? HeadRules{} : rules_of(*header, chain_id_);
}

awaitable<std::vector<Admitted>> Transactions::check(
    std::vector<eth::RawTransaction> transactions) {
    HeadRules head = head_rules_;
    head.takes_blobs = true;  // peers may be behind the fork already when this node's head is not
    auto work = [&transactions, id = chain_id_, head] {
        std::vector<Admitted> admitted;
        for (const eth::RawTransaction& transaction : transactions) {
            Result<Admitted> one = admit(transaction, id, head);
            if (one) admitted.push_back(std::move(*one));
        }
        return admitted;
    };
    co_return co_await on_blocking(host_.runtime(), std::move(work));
}

void Transactions::handshake(eth::Remote& remote) const {
    PLEXUS_ON_STRAND(host_.strand());
    std::vector<eth::TransactionAnnouncement> all;
    for (const eth::RawTransaction& each : pool_.all()) all.push_back(eth::announcement_of(each));
    // A peer that is gone, or whose queue is full, is passed over.
    if (!all.empty()) (void)remote.announce_transactions(eth::make_gossip(std::move(all)));
}

void Transactions::on_kept(const KeptBlock& block) {
    PLEXUS_ON_STRAND(host_.strand());
    const auto included = eth::transactions_of(block.block);
    if (included) pool_.include(*included);
    show_pool();
}

}  // namespace plexus::relay
