#include "pool.hpp"

#include <algorithm>
#include <utility>

#include <kit/eth/types/limits.hpp>

namespace plexus::relay {
namespace {

/// go-ethereum: core/txpool/legacypool, AccountSlots and AccountQueue together.
constexpr std::size_t transactions_of_a_sender = 16 + 64;

/// What one peer may fill of the pool: a quarter. Ours.
constexpr std::size_t peers_of_a_pool = 4;

}  // namespace

Pool::Pool(Limits limits) : limits_(limits), included_(eth::limits::known_transactions) {}

bool Pool::add(Admitted admitted) {
    const eth::RawTransaction transaction = admitted.transaction;
    const bool added = insert(std::move(admitted));
    if (added) observers_.tell(transaction);
    return added;
}

bool Pool::insert(Admitted admitted) {
    const std::scoped_lock lock(mutex_);
    const Hash256 hash = admitted.transaction.hash;
    if (by_hash_.contains(hash) || included_.contains(hash)) return false;
    const Address sender = admitted.sender;
    const std::size_t size = admitted.transaction.bytes.size();
    bytes_ += size;
    const std::pair place{admitted.price, turns_};
    const net::NodeId peer = admitted.from;
    entries_.push_back(std::move(admitted));
    by_hash_.emplace(hash, Position{std::prev(entries_.end()), turns_++});
    by_price_.emplace(place, hash);
    Share& of_peer = by_peer_[peer];
    of_peer.order.emplace(place, hash);
    of_peer.bytes += size;
    std::list<Hash256>& of_sender = by_sender_[sender];
    of_sender.push_back(hash);
    if (of_sender.size() > transactions_of_a_sender) erase(Hash256{of_sender.front()});
    if (peer != net::NodeId{}) keep_to_share(peer);
    while (entries_.size() > limits_.count || bytes_ > limits_.bytes) erase_cheapest(by_price_);
    return by_hash_.contains(hash);
}

void Pool::keep_to_share(const net::NodeId& peer) {
    const std::size_t count = std::max<std::size_t>(1, limits_.count / peers_of_a_pool);
    const std::size_t bytes = limits_.bytes / peers_of_a_pool;
    for (auto of_peer = by_peer_.find(peer); of_peer != by_peer_.end();
         of_peer = by_peer_.find(peer)) {
        const Share& share = of_peer->second;
        if (share.order.size() <= count && share.bytes <= bytes) return;
        erase_cheapest(share.order);
    }
}

void Pool::erase_cheapest(const Order& order) { erase(Hash256{order.begin()->second}); }

bool Pool::knows(const Hash256& hash) const {
    const std::scoped_lock lock(mutex_);
    return by_hash_.contains(hash) || included_.contains(hash);
}

void Pool::include(const std::vector<eth::RawTransaction>& transactions) {
    const std::scoped_lock lock(mutex_);
    for (const eth::RawTransaction& transaction : transactions) {
        included_.add(transaction.hash);
        erase(transaction.hash);
    }
}

awaitable<std::vector<eth::RawTransaction>> Pool::transactions(std::vector<Hash256> hashes,
                                                               chain::Budget budget) {
    const std::scoped_lock lock(mutex_);
    std::vector<eth::RawTransaction> found;
    std::size_t bytes = 0;
    std::size_t looked_at = 0;
    for (const Hash256& hash : hashes) {
        if (found.size() >= budget.items || bytes >= budget.bytes) break;
        if (looked_at++ >= eth::limits::lookups) break;
        const auto entry = by_hash_.find(hash);
        if (entry == by_hash_.end()) continue;
        found.push_back(entry->second.entry->transaction);
        bytes += found.back().bytes.size();
    }
    co_return found;
}

std::vector<eth::RawTransaction> Pool::all() const {
    const std::scoped_lock lock(mutex_);
    std::vector<eth::RawTransaction> found;
    found.reserve(entries_.size());
    for (const Admitted& entry : entries_) found.push_back(entry.transaction);
    return found;
}

std::optional<eth::RawTransaction> Pool::find(const Hash256& hash) const {
    const std::scoped_lock lock(mutex_);
    const auto entry = by_hash_.find(hash);
    if (entry == by_hash_.end()) return std::nullopt;
    return entry->second.entry->transaction;
}

std::size_t Pool::size() const {
    const std::scoped_lock lock(mutex_);
    return entries_.size();
}

std::size_t Pool::size_bytes() const {
    const std::scoped_lock lock(mutex_);
    return bytes_;
}

void Pool::erase(const Hash256& hash) {
    const auto found = by_hash_.find(hash);
    if (found == by_hash_.end()) return;
    const auto [entry, turn] = found->second;
    const std::pair place{entry->price, turn};
    by_price_.erase(place);
    const auto of_peer = by_peer_.find(entry->from);
    const std::size_t size = entry->transaction.bytes.size();
    of_peer->second.order.erase(place);
    of_peer->second.bytes -= size;
    if (of_peer->second.order.empty()) by_peer_.erase(of_peer);
    bytes_ -= size;
    const auto sender = by_sender_.find(entry->sender);
    sender->second.remove(hash);
    if (sender->second.empty()) by_sender_.erase(sender);
    by_hash_.erase(found);
    entries_.erase(entry);
}

}  // namespace plexus::relay
