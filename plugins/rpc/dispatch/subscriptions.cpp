#include "subscriptions.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include <api/async/clock.hpp>
#include <kit/crypto/random.hpp>

#include <plugins/rpc/json/block_json.hpp>
#include <plugins/rpc/json/hex.hpp>
#include <plugins/rpc/json/transaction_json.hpp>

namespace plexus::rpc_server {
namespace {

using namespace std::chrono_literals;

/// Not every provider of a chain tells when it grows, so it is looked at.
constexpr Duration look_interval = 100ms;
/// A deeper reorganisation is told from here on only.
constexpr std::size_t most_heads = 128;
constexpr std::size_t most_subscriptions = 128;
/// Of each of two generations.
constexpr std::size_t most_seen = 32'768;

/// 16 random bytes without leading zeros, as go-ethereum writes them.
std::string new_id() {
    std::string digits = to_hex(crypto::random_fixed<16>());
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    return "0x" + digits;
}

}  // namespace

Subscriber::Subscriber(Hub& hub, std::shared_ptr<http::WebSocket> socket)
    : hub_(hub), socket_(std::move(socket)) {
    hub_.subscribers_.insert(this);
}

Subscriber::~Subscriber() {
    hub_.subscribers_.erase(this);
    hub_.subscriptions_.add(-static_cast<double>(subscriptions_.size()));
}

std::string Subscriber::subscribe(std::string_view space, json::value params) {
    if (!params.is_array()) refuse("non-array args");
    const json::array& given = params.get_array();
    if (given.empty() || !given[0].is_string()) {
        refuse("expected subscription name as first argument");
    }
    Arguments arguments(params);
    const std::string kind = arguments.text();
    Feed feed = Feed::new_heads;
    if (space == "eth" && kind == "newPendingTransactions") {
        feed = arguments.maybe_boolean().value_or(false) ? Feed::pending_transactions
                                                         : Feed::pending_hashes;
    } else if (space != "eth" || kind != "newHeads") {
        throw rpc::RpcError(
            rpc::ErrorCode::method_not_found,
            "no \"" + kind + "\" subscription in " + std::string(space) + " namespace");
    }
    arguments.end();
    if (subscriptions_.size() >= most_subscriptions) {
        fail("a connection has at most " + std::to_string(most_subscriptions) + " subscriptions");
    }
    std::string id = new_id();
    subscriptions_.emplace(id, Subscription{feed, false});
    hub_.subscriptions_.add();
    return id;
}

void Subscriber::unsubscribe(const std::string& id) {
    if (subscriptions_.erase(id) == 0) fail("subscription not found");
    hub_.subscriptions_.add(-1);
}

void Subscriber::activate() {
    for (auto& [id, subscription] : subscriptions_) subscription.active = true;
}

bool Subscriber::wants(Feed feed) const {
    return std::ranges::any_of(subscriptions_, [feed](const auto& entry) {
        return entry.second.active && entry.second.feed == feed;
    });
}

void Subscriber::notify(Feed feed, const std::string& result) {
    for (const auto& [id, subscription] : subscriptions_) {
        if (!subscription.active || subscription.feed != feed) continue;
        socket_->send(std::make_shared<const std::string>(
            R"({"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":")" + id +
            R"(","result":)" + result + "}}"));
    }
}

Hub::Hub(Metrics& metrics)
    : subscriptions_(metrics.gauge({"plexus_rpc_subscriptions", "Subscriptions that are open"})) {}

bool Hub::wanted(Feed feed) const {
    return std::ranges::any_of(subscribers_,
                               [feed](const Subscriber* one) { return one->wants(feed); });
}

void Hub::notify(Feed feed, const std::string& result) {
    for (Subscriber* subscriber : subscribers_) subscriber->notify(feed, result);
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
    if (!wanted(Feed::pending_hashes) && !wanted(Feed::pending_transactions)) return;
    for (const eth::RawTransaction& raw : transactions) {
        if (!is_new(raw.hash)) continue;
        const Result<eth::Transaction> transaction = eth::decode_transaction(raw.bytes);
        if (!transaction) continue;
        if (wanted(Feed::pending_hashes)) {
            notify(Feed::pending_hashes, "\"" + hex_data(raw.hash) + "\"");
        }
        if (wanted(Feed::pending_transactions)) {
            notify(Feed::pending_transactions,
                   json::serialize(transaction_json(*transaction, raw.hash, nullptr)));
        }
    }
}

awaitable<void> Hub::tell_heads(Blocks& blocks, chain::Head head) {
    std::vector<Block> fresh;
    BlockId id;
    id.tag = BlockId::Tag::hash;
    id.hash = head.hash;
    while (fresh.size() < most_heads) {
        std::optional<Block> block = co_await blocks.find(id, Parts::header);
        if (!block) break;
        const auto known = told_.find(block->header.number);
        if (known != told_.end() && known->second == block->hash) break;
        id.hash = block->header.parent;
        const bool is_first = block->header.number == 0 || told_.empty();
        fresh.push_back(std::move(*block));
        if (is_first) break;
    }
    for (auto block = fresh.rbegin(); block != fresh.rend(); ++block) {
        told_.erase(told_.lower_bound(block->header.number), told_.end());
        told_[block->header.number] = block->hash;
        if (told_.size() > most_heads) told_.erase(told_.begin());
        if (!wanted(Feed::new_heads)) continue;
        notify(Feed::new_heads, json::serialize(new_head_json(block->header, block->hash)));
    }
}

awaitable<void> Hub::follow(Blocks& blocks) {
    const chain::Head first = blocks.reader().head();
    told_[first.number] = first.hash;
    Hash256 last = first.hash;
    while (true) {
        co_await sleep_for(look_interval);
        const chain::Head head = blocks.reader().head();
        if (head.hash == last) continue;
        try {
            co_await tell_heads(blocks, head);
            last = head.hash;
        } catch (const rpc::RpcError&) {
            continue;  // the chain changes meanwhile: the next look sees it whole
        }
    }
}

}  // namespace plexus::rpc_server
