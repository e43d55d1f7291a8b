#include "hub.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include <plugins/rpc/json/hex.hpp>
#include <plugins/rpc/json/transaction_json.hpp>

namespace plexus::rpc_server {
namespace {

/// Transactions and votes of each of two generations.
constexpr std::size_t most_seen = 32'768;

/// The members are named as BSC names them; bytes are in hexadecimal, where BSC writes lists of
/// numbers.
/// @spec bnb-chain/bsc v1.8.0-alpha, core/types/vote.go, VoteEnvelope
json::object vote_json(const eth::FinalityVote& vote) {
    return {{"VoteAddress", hex_data(vote.voter)},
            {"Signature", hex_data(vote.signature)},
            {"Data", json::object{{"SourceNumber", vote.source_number},
                                  {"SourceHash", hex_data(vote.source_hash)},
                                  {"TargetNumber", vote.target_number},
                                  {"TargetHash", hex_data(vote.target_hash)}}}};
}

}  // namespace

News::News(json::value value)
    : value_(std::make_shared<const json::value>(std::move(value))),
      text_(json::serialize(*value_)) {}

Listener::Listener(Hub& hub, Interest interest) : hub_(hub), interest_(std::move(interest)) {
    hub_.listeners_.insert(this);
    if (interest_.feed == Feed::votes) ++hub_.vote_listeners_;
    hub_.subscriptions_.add();
}

Listener::~Listener() {
    hub_.listeners_.erase(this);
    if (interest_.feed == Feed::votes) --hub_.vote_listeners_;
    hub_.subscriptions_.add(-1);
}

void Listener::activate() {
    if (active_) return;
    active_ = true;
    if (hub_.on_interest_) hub_.on_interest_();
}

Hub::Hub(Metrics& metrics, Kinds kinds)
    : kinds_(kinds),
      subscriptions_(
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

void Hub::on_votes(std::span<const eth::FinalityVote> votes) {
    for (const eth::FinalityVote& vote : votes) {
        if (is_new(vote.hash)) tell(Feed::votes, vote_json(vote));
    }
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
