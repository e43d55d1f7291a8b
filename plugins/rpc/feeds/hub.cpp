#include "hub.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include <plugins/rpc/json/hex.hpp>
#include <plugins/rpc/json/transaction_json.hpp>

namespace plexus::rpc_server {
namespace {

/// Transactions of each of two generations.
constexpr std::size_t most_seen = 32'768;

}  // namespace

News::News(json::value value)
    : value_(std::make_shared<const json::value>(std::move(value))),
      text_(json::serialize(*value_)) {}

Listener::Listener(Hub& hub, Interest interest) : hub_(hub), interest_(std::move(interest)) {
    hub_.listeners_.insert(this);
    hub_.subscriptions_.add();
}

Listener::~Listener() {
    hub_.listeners_.erase(this);
    hub_.subscriptions_.add(-1);
}

void Listener::activate() {
    if (active_) return;
    active_ = true;
    if (hub_.on_interest_) hub_.on_interest_();
}

Hub::Hub(Metrics& metrics)
    : subscriptions_(
          metrics.gauge({"plexus_rpc_subscriptions", "Subscriptions and filters that are open"})) {}

bool Hub::wanted(Feed feed) const {
    return std::ranges::any_of(listeners_, [feed](const Listener* one) {
        return one->is_active() && one->interest().feed == feed;
    });
}

void Hub::tell(Feed feed, json::value value) const {
    if (!wanted(feed)) return;
    const News news(std::move(value));
    each(feed, [&news](Listener& listener) { listener.hear(news); });
}

bool Hub::is_new(const Hash256& hash) {
    if (seen_.contains(hash) || seen_before_.contains(hash)) return false;
    if (seen_.size() >= most_seen) {
        seen_before_ = std::move(seen_);
        seen_.clear();
    }
    seen_.insert(hash);
    return true;
}

void Hub::on_transactions(std::span<const eth::RawTransaction> transactions) {
    const bool whole = wanted(Feed::pending_transactions);
    if (!whole && !wanted(Feed::pending_hashes)) return;
    for (const eth::RawTransaction& raw : transactions) {
        if (!is_new(raw.hash)) continue;
        const Result<eth::Transaction> transaction = eth::decode_transaction(raw.bytes);
        if (!transaction) continue;
        tell(Feed::pending_hashes, json::value(hex_data(raw.hash)));
        if (whole) {
            tell(Feed::pending_transactions, transaction_json(*transaction, raw.hash, nullptr));
        }
    }
}

}  // namespace plexus::rpc_server
