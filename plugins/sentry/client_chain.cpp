#include "client_chain.hpp"

#include <api/async/await_on.hpp>
#include <api/async/within.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/crypto/random.hpp>
#include <kit/eth/messages/request.hpp>
#include <kit/eth/messages/response.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::sentry {
namespace {

using namespace std::chrono_literals;
using chain::RawItems;

/// How long the client may take: a peer waits no longer itself.
constexpr auto response_limit = 5s;
/// Requests of peers that wait for the client at once; further ones get an empty response. A slow
/// client costs no more than this, and it gets requests again as soon as one of them has ended.
constexpr std::size_t most_waiting = 1024;

std::size_t size_of(const SharedBytes& item) { return item.size(); }
std::size_t size_of(const eth::RawTransaction& item) { return item.bytes.size(); }

/// As many items as the budget has room for.
template <class Items>
Items within_budget(Items items, chain::Budget budget) {
    std::size_t bytes = 0;
    std::size_t count = 0;
    while (count < items.size() && count < budget.items && bytes < budget.bytes) {
        bytes += size_of(items[count++]);
    }
    items.resize(count);
    return items;
}

void limit(std::vector<Hash256>& hashes, std::size_t most) {
    if (hashes.size() > most) hashes.resize(most);
}

}  // namespace

// The first id is random, so that the responses of one client to two sentries cannot be mixed up.
ClientChain::ClientChain(Executor strand, SendRequest send)
    : strand_(strand), send_(std::move(send)), changed_(strand), last_id_(crypto::random_u64()) {}

void ClientChain::set_head(const chain::Head& head, std::uint64_t earliest) {
    const std::scoped_lock lock(mutex_);
    head_ = head;
    earliest_ = earliest;
}

bool ClientChain::take_response(MessageId id, SharedBytes payload) {
    const Result<std::uint64_t> request = eth::peek_request_id(payload);
    if (!request) return false;
    const auto known = waiting_.find(*request);
    if (known == waiting_.end() || known->second->response != id) return false;
    known->second->payload = std::move(payload);
    known->second->arrived = true;
    waiting_.erase(known);
    changed_.notify();
    return true;
}

chain::Head ClientChain::head() const {
    const std::scoped_lock lock(mutex_);
    return head_;
}

std::uint64_t ClientChain::earliest() const {
    const std::scoped_lock lock(mutex_);
    return earliest_;
}

awaitable<Result<Hash256>> ClientChain::canonical_hash(std::uint64_t number) {
    chain::HeaderQuery query;
    query.number = number;
    query.amount = 1;
    const chain::Budget one{1, 1};
    const Result<RawItems> found = co_await headers(query, one);
    if (!found) co_return found.error();
    if (found->empty()) co_return make_error_code(Errc::not_found);
    co_return crypto::keccak256(found->front());
}

awaitable<Result<RawItems>> ClientChain::headers(chain::HeaderQuery query, chain::Budget budget) {
    query.amount = std::min<std::uint64_t>(
        {query.amount, budget.items, std::uint64_t{eth::limits::response_items}});
    if (query.amount == 0) co_return RawItems{};
    const std::uint64_t id = next_id();
    Bytes payload = eth::encode_get_block_headers(id, query);
    const SharedBytes received = co_await request(MessageId::get_block_headers,
                                                  MessageId::block_headers, id, std::move(payload));
    if (received.empty()) co_return RawItems{};
    auto items = eth::decode_block_headers(received, query.amount);
    if (!items) co_return items.error();
    co_return within_budget(std::move(items->content), budget);
}

awaitable<Result<RawItems>> ClientChain::bodies(std::vector<Hash256> hashes, chain::Budget budget) {
    auto items = by_hash(MessageId::get_block_bodies, MessageId::block_bodies,
                         &eth::decode_block_bodies, std::move(hashes), budget);
    co_return co_await std::move(items);
}

awaitable<Result<RawItems>> ClientChain::receipts(std::vector<Hash256> hashes,
                                                  chain::Budget budget) {
    auto items = by_hash(MessageId::get_receipts, MessageId::receipts, &eth::decode_receipts_v1,
                         std::move(hashes), budget);
    co_return co_await std::move(items);
}

awaitable<Result<RawItems>> ClientChain::by_hash(MessageId code, MessageId response, Decoder decode,
                                                 std::vector<Hash256> hashes,
                                                 chain::Budget budget) {
    limit(hashes, std::min(budget.items, eth::limits::response_items));
    if (hashes.empty()) co_return RawItems{};
    const std::uint64_t id = next_id();
    Bytes payload = eth::encode_get_by_hash(id, hashes);
    const SharedBytes received = co_await request(code, response, id, std::move(payload));
    if (received.empty()) co_return RawItems{};
    auto items = decode(received, hashes.size());
    if (!items) co_return items.error();
    co_return within_budget(std::move(items->content), budget);
}

awaitable<std::vector<eth::RawTransaction>> ClientChain::transactions(std::vector<Hash256> hashes,
                                                                      chain::Budget budget) {
    std::vector<eth::RawTransaction> found;
    limit(hashes, eth::limits::request_pooled_transactions);
    if (hashes.empty()) co_return found;
    const std::uint64_t id = next_id();
    Bytes payload = eth::encode_get_by_hash(id, hashes);
    const SharedBytes received = co_await request(
        MessageId::get_pooled_transactions, MessageId::pooled_transactions, id, std::move(payload));
    if (received.empty()) co_return found;
    auto items = eth::decode_pooled_transactions(received, hashes.size());
    if (items) found = within_budget(std::move(items->content), budget);
    co_return found;
}

/// @returns the response, empty if none came
awaitable<SharedBytes> ClientChain::request(MessageId code, MessageId response, std::uint64_t id,
                                            Bytes payload) {
    const auto waiting = std::make_shared<Waiting>();
    waiting->response = response;
    auto response_payload = request_here(code, id, std::move(payload), waiting);
    co_return co_await await_on(strand_, std::move(response_payload));
}

awaitable<SharedBytes> ClientChain::request_here(MessageId code, std::uint64_t id, Bytes payload,
                                                 std::shared_ptr<Waiting> waiting) {
    if (waiting_.size() >= most_waiting) co_return SharedBytes{};
    waiting_[id] = waiting;
    if (send_(code, payload)) {
        auto wait = wait_for(waiting);
        (void)co_await within(response_limit, std::move(wait));
    }
    waiting_.erase(id);
    co_return waiting->payload;
}

awaitable<void> ClientChain::wait_for(std::shared_ptr<Waiting> waiting) {
    while (!waiting->arrived) co_await changed_.wait();
}

std::uint64_t ClientChain::next_id() {
    const std::scoped_lock lock(mutex_);
    return ++last_id_;
}

}  // namespace plexus::sentry
