#include "client.hpp"

#include <algorithm>
#include <limits>

#include <kit/crypto/random.hpp>
#include <kit/eth/client/inquiry.hpp>
#include <kit/eth/limits.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/raw_block.hpp>

namespace plexus::inline v1::eth {
namespace {

using chain::RawItems;
using RawTransactions = std::vector<RawTransaction>;
using AskByHash = awaitable<Result<RawItems>> (Remote::*)(std::vector<Hash256>);
using MatchParts = Result<void> (*)(std::span<const CheckedHeader>, std::span<const SharedBytes>,
                                    Parts&);

/// The highest number that a question for headers comes to, if it begins with a number.
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

bool complete(const Parts& parts) {
    return std::ranges::all_of(parts, [](const auto& part) { return part.has_value(); });
}

/// What `check` says of things by hash, of which all must be there if the terms say so.
template <class Raw>
std::function<Result<Raw>(Raw)> by_hash(
    const Terms& terms, const std::vector<Hash256>& hashes,
    Result<void> (*check)(std::span<const Hash256>, std::span<const typename Raw::value_type>)) {
    return [extent = terms.extent, hashes, check](Raw raw) -> Result<Raw> {
        const Result<void> checked = check(hashes, raw);
        if (!checked) return checked.error();
        const bool enough = extent == Terms::Extent::some || raw.size() == hashes.size();
        if (!enough) return Errc::not_found;
        return raw;
    };
}

/// The parts of headers that are still absent.
Inquiry<RawItems, Parts> for_parts(const Terms& terms, Headers headers, Parts parts, AskByHash ask,
                                   MatchParts match) {
    Inquiry<RawItems, Parts> inquiry;
    const std::vector<Hash256> hashes = lacking(headers, parts);
    inquiry.asked = hashes.size();
    inquiry.reach = reach_of(headers);
    inquiry.ask = [ask, hashes](Remote& remote) { return (remote.*ask)(hashes); };
    inquiry.check = [extent = terms.extent, headers = std::move(headers), match,
                     known = std::move(parts)](const RawItems& items) -> Result<Parts> {
        Parts all = known;
        const Result<void> matched = match(headers, items, all);
        if (!matched) return matched.error();
        if (extent == Terms::Extent::whole && !complete(all)) return Errc::not_found;
        return all;
    };
    return inquiry;
}

}  // namespace

Client::Client(net::PeerPool& pool, Runtime& runtime, chain::HeadTracker* heads)
    : heads_(heads), secret_(crypto::random_u64()) {
    terms_.pool = &pool;
    terms_.runtime = &runtime;
}

Client Client::among(Terms::Among among) const {
    Client other = *this;
    other.terms_.among = std::move(among);
    return other;
}

Client Client::only(net::PeerPtr peer) const {
    Client other = *this;
    other.terms_.only = std::move(peer);
    return other;
}

Client Client::within(Duration limit) const {
    Client other = *this;
    other.terms_.limit = limit;
    return other;
}

Client Client::whole() const {
    Client other = *this;
    other.terms_.extent = Terms::Extent::whole;
    return other;
}

awaitable<Outcome<Headers>> Client::ask_headers(Terms terms, chain::HeaderQuery query) {
    if (query.amount == 0) {
        Outcome<Headers> nothing;
        nothing.succeed({});
        co_return nothing;
    }
    Inquiry<RawItems, Headers> inquiry;
    inquiry.question = code::get_block_headers;
    inquiry.asked = query.amount;
    inquiry.most = limits::answer_items;
    inquiry.reach = reach_of(query);
    inquiry.ask = [query](Remote& remote) { return remote.headers(query); };
    inquiry.check = [query, extent = terms.extent](const RawItems& items) -> Result<Headers> {
        Result<Headers> headers = check_headers(query, items);
        if (!headers) return headers;
        const bool enough = extent == Terms::Extent::some || items.size() == query.amount;
        if (!enough) return Errc::not_found;
        return headers;
    };
    auto question = inquire(std::move(terms), std::move(inquiry));
    co_return co_await std::move(question);
}

awaitable<Outcome<Parts>> Client::ask_bodies(Terms terms, Headers headers) {
    Parts known = empty_bodies(headers);
    if (complete(known)) {
        Outcome<Parts> clear;
        clear.succeed(std::move(known));
        co_return clear;
    }
    auto inquiry =
        for_parts(terms, std::move(headers), std::move(known), &Remote::bodies, &match_bodies);
    inquiry.question = code::get_block_bodies;
    inquiry.most = limits::ask_bodies;
    auto question = inquire(std::move(terms), std::move(inquiry));
    co_return co_await std::move(question);
}

awaitable<Outcome<Parts>> Client::ask_receipts(Terms terms, Headers headers) {
    Parts known = empty_receipts(headers);
    if (complete(known)) {
        Outcome<Parts> clear;
        clear.succeed(std::move(known));
        co_return clear;
    }
    auto inquiry =
        for_parts(terms, std::move(headers), std::move(known), &Remote::receipts, &match_receipts);
    inquiry.question = code::get_receipts;
    inquiry.most = limits::ask_receipts;
    auto question = inquire(std::move(terms), std::move(inquiry));
    co_return co_await std::move(question);
}

awaitable<Outcome<RawBlock>> Client::ask_block(Terms terms, Hash256 hash) {
    const Executor executor = co_await asio::this_coro::executor;
    const SteadyTime deadline = Clock::of(executor).now() + terms.limit;
    terms.extent = Terms::Extent::whole;
    chain::HeaderQuery query;
    query.hash = hash;
    query.amount = 1;
    auto first = ask_headers(terms, query);
    Outcome<Headers> header = co_await std::move(first);
    Outcome<RawBlock> block;
    block.add(header.attempts());
    if (!header) {
        block.fail(header.error());
        co_return block;
    }
    terms.limit = deadline - Clock::of(executor).now();
    auto second = ask_bodies(terms, *header);
    const Outcome<Parts> body = co_await std::move(second);
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

awaitable<Outcome<RawTransactions>> Client::ask_transactions(Terms terms,
                                                             std::vector<Hash256> hashes) {
    Inquiry<RawTransactions, RawTransactions> inquiry;
    inquiry.question = code::get_pooled_transactions;
    inquiry.asked = hashes.size();
    inquiry.most = limits::ask_pooled_transactions;
    inquiry.check = by_hash<RawTransactions>(terms, hashes, &check_transactions);
    inquiry.ask = [hashes](Remote& remote) { return remote.pooled_transactions(hashes); };
    auto question = inquire(std::move(terms), std::move(inquiry));
    co_return co_await std::move(question);
}

awaitable<Outcome<RawItems>> Client::ask_node_data(Terms terms, std::vector<Hash256> hashes) {
    Inquiry<RawItems, RawItems> inquiry;
    inquiry.question = code::get_node_data;
    inquiry.asked = hashes.size();
    inquiry.most = limits::ask_node_data;
    inquiry.check = by_hash<RawItems>(terms, hashes, &check_node_data);
    inquiry.ask = [hashes](Remote& remote) { return remote.node_data(hashes); };
    auto question = inquire(std::move(terms), std::move(inquiry));
    co_return co_await std::move(question);
}

Result<void> Client::update_status(const chain::Head& head, std::uint64_t earliest) const {
    if (heads_ == nullptr) return Errc::unsupported;
    heads_->hold(head, earliest);
    return {};
}

}  // namespace plexus::inline v1::eth
