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
constexpr auto ahead = 15s;

bool is_of_the_future(const eth::Header& header, WallTime now) {
    const auto latest = std::chrono::duration_cast<std::chrono::seconds>(
        (now + Duration{ahead}).time_since_epoch());
    return header.time > static_cast<std::uint64_t>(latest.count());
}

/// Requests the header of a block from a peer.
/// @param head    stays empty if it has none, does not respond, or shows another or an impossible
///                one
/// @param silent  set if it does not respond
awaitable<void> show(eth::Client client, Hash256 hash, std::optional<chain::Head>& head,
                     bool& silent) {
    chain::HeaderQuery query;
    query.hash = hash;
    query.amount = 1;
    const eth::Response<eth::Headers> shown = co_await client.headers(query);
    const Executor executor = co_await asio::this_coro::executor;
    silent = shown.error() == Errc::timed_out;
    if (!shown || is_of_the_future(shown->front().header, Clock::of(executor).wall())) co_return;
    head.emplace();
    head->number = shown->front().header.number;
    head->time = shown->front().header.time;
    head->hash = hash;
}

}  // namespace

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
        requesting.spawn("heads request",
                         show(only(member), member.told, member.head, member.silent));
    }
    co_await requesting.join();
}

awaitable<std::size_t> HeadQuorum::count_holders(std::vector<Member>& members, Hash256 hash) const {
    const Executor executor = co_await asio::this_coro::executor;
    std::vector<std::optional<chain::Head>> shown(members.size());
    TaskScope requesting(executor);
    for (std::size_t i = 0; i < members.size(); ++i) {
        Member& member = members[i];
        if (member.head && member.head->hash == hash) {
            shown[i] = member.head;
        } else if (!member.silent) {
            requesting.spawn("heads confirm", show(only(member), hash, shown[i], member.silent));
        }
    }
    co_await requesting.join();
    const auto has_it = [](const auto& head) { return head.has_value(); };
    co_return static_cast<std::size_t>(std::ranges::count_if(shown, has_it));
}

awaitable<std::optional<Agreement>> HeadQuorum::meet() {
    std::vector<Member> present = members();
    if (present.size() < quorum_) co_return std::nullopt;
    co_await show_heads(present);

    std::size_t responding = 0;
    for (const Member& member : present) responding += member.head ? 1 : 0;
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

/// The different heads that peers have shown, the highest first.
std::vector<chain::Head> HeadQuorum::shown_heads(const std::vector<Member>& members) {
    std::vector<chain::Head> heads;
    for (const Member& member : members) {
        if (member.head) heads.push_back(*member.head);
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
