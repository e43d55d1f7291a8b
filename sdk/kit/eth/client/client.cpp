#include "client.hpp"

#include <algorithm>
#include <limits>

#include <kit/crypto/random.hpp>
#include <kit/eth/client/parts.hpp>
#include <kit/eth/client/request.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_block.hpp>

namespace plexus::inline v1::eth {
namespace {

using chain::RawItems;
using RawTransactions = std::vector<RawTransaction>;
using RequestByHash = awaitable<Result<RawItems>> (Remote::*)(std::vector<Hash256>);
using MatchItems = std::function<Result<void>(std::span<const CheckedHeader>,
                                              std::span<const SharedBytes>, OptionalItems&)>;

/// The highest block number of a request for headers; unknown if it begins with a hash.
std::optional<std::uint64_t> reach_of(const chain::HeaderQuery& query) {
    if (query.hash) return std::nullopt;
    if (query.reverse) return query.number;
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    const std::uint64_t steps = query.amount - 1;
    if (steps == 0) return query.number;
    if (query.skip >= (most - query.number) / steps) return most;
    return query.number + steps * (query.skip + 1);
}

std::optional<std::uint64_t> reach_of(const Headers& headers) {
    std::optional<std::uint64_t> highest;
    for (const CheckedHeader& each : headers) {
        highest = std::max(highest.value_or(0), each.header.number);
    }
    return highest;
}

bool complete(const OptionalItems& parts) {
    return std::ranges::all_of(parts, [](const auto& part) { return part.has_value(); });
}

/// Wraps a check of items requested by hash: if the options demand all of them, a shorter response
/// is not_found.
template <class Raw>
std::function<Result<Raw>(Raw)> by_hash(
    const RequestOptions& options, const std::vector<Hash256>& hashes,
    Result<void> (*check)(std::span<const Hash256>, std::span<const typename Raw::value_type>)) {
    return [extent = options.extent, hashes, check](Raw raw) -> Result<Raw> {
        const Result<void> checked = check(hashes, raw);
        if (!checked) return checked.error();
        const bool enough = extent == RequestOptions::Extent::some || raw.size() == hashes.size();
        if (!enough) return Errc::not_found;
        return raw;
    };
}

/// A request by hash; its code, name and limit are the caller's to set.
/// @param send  a function of Remote
template <class Raw>
Request<Raw, Raw> request_by_hash(
    const RequestOptions& options, std::vector<Hash256> hashes,
    awaitable<Result<Raw>> (Remote::*send)(std::vector<Hash256>),
    Result<void> (*check)(std::span<const Hash256>, std::span<const typename Raw::value_type>)) {
    Request<Raw, Raw> request;
    request.requested = hashes.size();
    request.check = by_hash<Raw>(options, hashes, check);
    request.send = [send, hashes = std::move(hashes)](Remote& remote) {
        return (remote.*send)(hashes);
    };
    return request;
}

/// The parts still absent, as a request.
Request<RawItems, OptionalItems> for_parts(const RequestOptions& options, Headers headers,
                                           OptionalItems parts, RequestByHash by_hash,
                                           MatchItems match) {
    Request<RawItems, OptionalItems> request;
    const std::vector<Hash256> hashes = lacking(headers, parts);
    request.requested = hashes.size();
    request.reach = reach_of(headers);
    // A range of numbers does not say which branch it is on; the hash of the head does.
    request.told = [hashes](const Status& status) {
        return std::ranges::find(hashes, status.head) != hashes.end();
    };
    request.send = [by_hash, hashes](Remote& remote) { return (remote.*by_hash)(hashes); };
    request.check = [extent = options.extent, headers = std::move(headers), match,
                     known = std::move(parts)](const RawItems& items) -> Result<OptionalItems> {
        OptionalItems all = known;
        const Result<void> matched = match(headers, items, all);
        if (!matched) return matched.error();
        if (extent == RequestOptions::Extent::whole && !complete(all)) return Errc::not_found;
        return all;
    };
    return request;
}

}  // namespace

Client::Client(net::PeerPool& pool, Runtime& runtime, chain::HeadTracker* heads)
    : heads_(heads), secret_(crypto::random_u64()) {
    options_.pool = &pool;
    options_.runtime = &runtime;
}

Client Client::among(RequestOptions::Among among) const {
    Client other = *this;
    other.options_.among = std::move(among);
    return other;
}

Client Client::only(net::PeerPtr peer) const {
    Client other = *this;
    other.options_.only = std::move(peer);
    return other;
}

Client Client::appending(const BodyRules* rules) const {
    Client other = *this;
    other.options_.body_rules = rules != nullptr ? rules : &no_appended_items();
    return other;
}

Client Client::claimed_by(RequestOptions::Among claimed) const {
    Client other = *this;
    other.options_.claimed = std::move(claimed);
    return other;
}

Client Client::claimed() const {
    return claimed_by([](const net::Peer&) { return true; });
}

Client Client::within(Duration limit) const {
    Client other = *this;
    other.options_.limit = limit;
    return other;
}

Client Client::forgiving() const {
    Client other = *this;
    other.options_.forgiving = true;
    return other;
}

Client Client::max_peers(std::size_t most) const {
    Client other = *this;
    other.options_.max_peers = most;
    return other;
}

Client Client::whole() const {
    Client other = *this;
    other.options_.extent = RequestOptions::Extent::whole;
    return other;
}

awaitable<Response<Headers>> Client::request_headers(RequestOptions options,
                                                     chain::HeaderQuery query) {
    if (query.amount == 0) {
        Response<Headers> nothing;
        nothing.succeed({});
        co_return nothing;
    }
    Request<RawItems, Headers> request;
    request.code = code::get_block_headers;
    request.name = "GetBlockHeaders";
    request.requested = query.amount;
    request.most = limits::response_items;
    request.reach = reach_of(query);
    request.told = [query](const Status& status) {
        return query.hash ? status.head == *query.hash : covers(status, query.number);
    };
    request.send = [query](Remote& remote) { return remote.headers(query); };
    request.check = [query, extent = options.extent](const RawItems& items) -> Result<Headers> {
        Result<Headers> headers = check_headers(query, items);
        if (!headers) return headers;
        const bool enough = extent == RequestOptions::Extent::some || items.size() == query.amount;
        if (!enough) return Errc::not_found;
        return headers;
    };
    auto response = send(std::move(options), std::move(request));
    co_return co_await std::move(response);
}

awaitable<Response<OptionalItems>> Client::request_bodies(RequestOptions options, Headers headers) {
    OptionalItems known = empty_bodies(headers);
    if (complete(known)) {
        Response<OptionalItems> clear;
        clear.succeed(std::move(known));
        co_return clear;
    }
    const MatchItems match = [rules = options.body_rules](auto all, auto bodies,
                                                          OptionalItems& parts) {
        return match_bodies(all, bodies, parts, rules);
    };
    auto request = for_parts(options, std::move(headers), std::move(known), &Remote::bodies, match);
    request.code = code::get_block_bodies;
    request.name = "GetBlockBodies";
    request.most = limits::request_bodies;
    auto response = send(std::move(options), std::move(request));
    co_return co_await std::move(response);
}

awaitable<Response<OptionalItems>> Client::request_receipts(RequestOptions options,
                                                            Headers headers) {
    OptionalItems known = empty_receipts(headers);
    if (complete(known)) {
        Response<OptionalItems> clear;
        clear.succeed(std::move(known));
        co_return clear;
    }
    auto request = for_parts(options, std::move(headers), std::move(known), &Remote::receipts,
                             &match_receipts);
    request.code = code::get_receipts;
    request.name = "GetReceipts";
    request.most = limits::request_receipts;
    auto response = send(std::move(options), std::move(request));
    co_return co_await std::move(response);
}

awaitable<Response<RawBlock>> Client::request_block(RequestOptions options, Hash256 hash) {
    const Executor executor = co_await asio::this_coro::executor;
    const SteadyTime deadline = Clock::of(executor).now() + options.limit;
    options.extent = RequestOptions::Extent::whole;
    chain::HeaderQuery query;
    query.hash = hash;
    query.amount = 1;
    auto first = request_headers(options, query);
    Response<Headers> header = co_await std::move(first);
    Response<RawBlock> block;
    block.add(header.attempts());
    if (!header) {
        block.fail(header.error());
        co_return block;
    }
    options.limit = deadline - Clock::of(executor).now();
    auto second = request_bodies(options, *header);
    const Response<OptionalItems> body = co_await std::move(second);
    block.add(body.attempts());
    if (!body) {
        block.fail(body.error());
        co_return block;
    }
    Result<RawBlock> made = make_raw_block(header->front().raw, *body->front());
    if (made) {
        block.succeed(std::move(*made));
    } else {
        block.fail(made.error());
    }
    co_return block;
}

awaitable<Response<BlockParts>> Client::request_parts(RequestOptions options,
                                                      BlockAnnouncement block, PartsWanted wanted) {
    Request<RawItems, BlockParts> request;
    request.code = code::get_block_headers;
    request.name = "GetBlockHeaders";
    request.requested = 1;
    request.most = 1;
    request.reach = block.number;
    request.told = [block](const Status& status) { return status.head == block.hash; };
    request.send = [block, wanted](Remote& remote) { return fetch_parts(remote, block, wanted); };
    request.check = [block, wanted, rules = options.body_rules](const RawItems& items) {
        return check_parts(items, block, wanted, rules);
    };
    auto response = send(std::move(options), std::move(request));
    co_return co_await std::move(response);
}

awaitable<Response<RawTransactions>> Client::request_transactions(RequestOptions options,
                                                                  std::vector<Hash256> hashes) {
    auto request = request_by_hash<RawTransactions>(
        options, std::move(hashes), &Remote::pooled_transactions, &check_transactions);
    request.code = code::get_pooled_transactions;
    request.name = "GetPooledTransactions";
    request.most = limits::request_pooled_transactions;
    auto response = send(std::move(options), std::move(request));
    co_return co_await std::move(response);
}

awaitable<Response<RawItems>> Client::request_node_data(RequestOptions options,
                                                        std::vector<Hash256> hashes) {
    auto request =
        request_by_hash<RawItems>(options, std::move(hashes), &Remote::node_data, &check_node_data);
    request.code = code::get_node_data;
    request.name = "GetNodeData";
    request.most = limits::request_node_data;
    auto response = send(std::move(options), std::move(request));
    co_return co_await std::move(response);
}

Result<void> Client::update_status(const chain::Head& head, std::uint64_t earliest) const {
    if (heads_ == nullptr) return Errc::unsupported;
    heads_->set_local_head(head, earliest);
    return {};
}

}  // namespace plexus::inline v1::eth
