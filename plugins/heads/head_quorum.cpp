#include "head_quorum.hpp"

#include <algorithm>
#include <random>

#include <api/async/task_scope.hpp>
#include <kit/crypto/random.hpp>
#include <kit/eth/client/candidates.hpp>

namespace plexus::heads {
namespace {

using namespace std::chrono_literals;

/// How long a peer may take to send one header, which is a single lookup for it.
constexpr auto request_limit = 10s;

/// How far a block's time may lie ahead of our clock: go-ethereum's and bsc's allowance.
constexpr std::chrono::seconds allowed_ahead = 15s;

/// A time further off is no time, but an attempt to make a sum overflow.
constexpr std::chrono::seconds furthest = std::chrono::years{100};

/// How far a block's time lies ahead of our clock; 0 if that is allowed.
std::chrono::seconds ahead_of(WallTime now, const eth::Header& header) {
    const auto latest = std::chrono::floor<std::chrono::seconds>(
        (now + Duration{allowed_ahead}).time_since_epoch());
    const auto last = static_cast<std::uint64_t>(latest.count());
    if (header.time <= last) return 0s;
    const std::uint64_t beyond =
        std::min(header.time - last, static_cast<std::uint64_t>(furthest.count()));
    return allowed_ahead + std::chrono::seconds{static_cast<std::int64_t>(beyond)};
}

}  // namespace

/// Requests the header of a block from a peer. The head stays empty if the peer has none, does not
/// respond, or shows another or an impossible one.
awaitable<void> HeadQuorum::show(eth::Client client, Hash256 hash, Shown& shown) {
    chain::HeaderQuery query;
    query.hash = hash;
    query.amount = 1;
    const eth::Response<eth::Headers> response = co_await client.headers(query);
    const Executor executor = co_await asio::this_coro::executor;
    shown.silent = response.error() == Errc::timed_out;
    if (!response) co_return;
    const eth::Header& header = response->front().header;
    shown.ahead = ahead_of(Clock::of(executor).wall(), header);
    if (shown.ahead > 0s) co_return;
    shown.head.emplace();
    shown.head->number = header.number;
    shown.head->time = header.time;
    shown.head->hash = hash;
}

eth::Client HeadQuorum::only(const Member& member) const {
    return client_.only(member.peer).within(request_limit);
}

std::vector<HeadQuorum::Member> HeadQuorum::members() const {
    std::vector<eth::EthPeer> peers = eth::eth_peers(pool_);
    if (peers.size() > max_requested) {
        // Those that were there first may all be of one kind.
        std::shuffle(peers.begin(), peers.end(), std::mt19937_64(crypto::random_u64()));
        peers.resize(max_requested);
    }
    std::vector<Member> members;
    for (eth::EthPeer& candidate : peers) {
        members.emplace_back().peer = std::move(candidate.peer);
        members.back().told = candidate.remote->status().head;
    }
    return members;
}

awaitable<void> HeadQuorum::show_heads(std::vector<Member>& members) const {
    const Executor executor = co_await asio::this_coro::executor;
    TaskScope requesting(executor);
    for (Member& member : members) {
        requesting.spawn("heads request", show(only(member), member.told, member.shown));
    }
    co_await requesting.join();
}

awaitable<std::size_t> HeadQuorum::count_holders(std::vector<Member>& members, Hash256 hash) const {
    const Executor executor = co_await asio::this_coro::executor;
    std::vector<Shown> shown(members.size());
    TaskScope requesting(executor);
    for (std::size_t i = 0; i < members.size(); ++i) {
        const Member& member = members[i];
        if (member.shown.head && member.shown.head->hash == hash) {
            shown[i] = member.shown;
        } else if (!member.shown.silent) {
            requesting.spawn("heads confirm", show(only(member), hash, shown[i]));
        }
    }
    co_await requesting.join();
    std::size_t holders = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (shown[i].head) ++holders;
        if (shown[i].silent) members[i].shown.silent = true;
    }
    co_return holders;
}

awaitable<std::optional<Agreement>> HeadQuorum::meet() {
    std::vector<Member> present = members();
    slow_clock_.reset();
    if (present.size() < quorum_) co_return std::nullopt;
    co_await show_heads(present);
    slow_clock_ = compare_clocks(present);

    std::size_t responding = 0;
    for (const Member& member : present) responding += member.shown.head ? 1 : 0;
    std::optional<Agreement> best;
    for (const chain::Head& head : shown_heads(present)) {
        const std::size_t holders = co_await count_holders(present, head.hash);
        if (holders < quorum_ || (best && best->peers >= holders)) continue;
        best.emplace();
        best->head = head;
        best->peers = holders;
        if (holders * 2 > responding) break;
    }
    co_return best;
}

std::optional<SlowClock> HeadQuorum::compare_clocks(const std::vector<Member>& members) const {
    std::vector<std::chrono::seconds> ahead;
    std::size_t possible = 0;
    for (const Member& member : members) {
        if (member.shown.ahead > 0s) ahead.push_back(member.shown.ahead);
        possible += member.shown.head ? 1 : 0;
    }
    if (ahead.size() < quorum_ || ahead.size() <= possible) return std::nullopt;
    const auto median = ahead.begin() + static_cast<std::ptrdiff_t>(ahead.size() / 2);
    std::ranges::nth_element(ahead, median);
    return SlowClock{*median, ahead.size()};
}

/// The different heads that peers have shown, the highest first.
std::vector<chain::Head> HeadQuorum::shown_heads(const std::vector<Member>& members) {
    std::vector<chain::Head> heads;
    for (const Member& member : members) {
        if (member.shown.head) heads.push_back(*member.shown.head);
    }
    // Ordered by hash within a number, so that equal heads are adjacent.
    std::ranges::sort(heads, [](const chain::Head& a, const chain::Head& b) {
        return a.number != b.number ? a.number > b.number : a.hash < b.hash;
    });
    const auto same = [](const chain::Head& a, const chain::Head& b) { return a.hash == b.hash; };
    heads.erase(std::unique(heads.begin(), heads.end(), same), heads.end());
    return heads;
}

}  // namespace plexus::heads
