#include "clock_watch.hpp"

#include <algorithm>
#include <vector>

#include <kit/net/address_class.hpp>

#include "times.hpp"

namespace plexus::discv4 {
namespace {

using std::chrono::seconds;

/// A date further off is no date, but an attempt to make a sum overflow.
constexpr seconds furthest{std::chrono::years{100}};

net::Prefix voter_of(const asio::ip::address& from) {
    return net::is_local(from) ? net::Prefix{from, from.is_v4() ? 32U : 128U}
                               : net::network_of(from);
}

}  // namespace

std::optional<ClockWatch::Finding> ClockWatch::note(const asio::ip::address& from,
                                                    std::uint64_t expires, WallTime wall,
                                                    SteadyTime now) {
    const auto ours = std::chrono::floor<seconds>(wall.time_since_epoch());
    if (expires > static_cast<std::uint64_t>((ours + furthest).count())) return std::nullopt;
    const seconds sent = seconds{static_cast<seconds::rep>(expires)} - packet_lifetime;
    const net::Prefix voter = voter_of(from);
    if (!votes_.contains(voter)) make_room(now);
    Vote& vote = votes_[voter];
    vote.ahead = ours - sent;
    vote.at = now;
    vote.local = net::is_local(from);
    ++vote.packets;
    // Almost every packet agrees with our clock, and costs no comparison of all votes.
    if (std::chrono::abs(vote.ahead) <= tolerance) return std::nullopt;
    forget_old(now);
    if ((told_ && now - *told_ < period) || !enough()) return std::nullopt;
    const std::optional<seconds> ahead = error();
    if (!ahead) return std::nullopt;
    told_ = now;
    return Finding{*ahead, votes_.size()};
}

void ClockWatch::forget_old(SteadyTime now) {
    std::erase_if(votes_, [now](const auto& entry) { return now - entry.second.at > window; });
}

void ClockWatch::make_room(SteadyTime now) {
    forget_old(now);
    if (votes_.size() < max_votes) return;
    votes_.erase(
        std::ranges::min_element(votes_, {}, [](const auto& entry) { return entry.second.at; }));
}

bool ClockWatch::enough() const {
    if (votes_.size() >= fewest_votes) return true;
    return std::ranges::all_of(votes_, [](const auto& entry) {
        return entry.second.local && entry.second.packets >= fewest_votes;
    });
}

/// @returns by how much our clock is fast, if it is wrong
std::optional<seconds> ClockWatch::error() const {
    std::vector<seconds> ahead;
    ahead.reserve(votes_.size());
    for (const auto& [network, vote] : votes_) ahead.push_back(vote.ahead);
    std::ranges::sort(ahead);
    const seconds median = ahead[ahead.size() / 2];
    if (median > tolerance) return median;
    const seconds nearly_all = ahead[ahead.size() * 3 / 4];
    if (nearly_all < -tolerance) return nearly_all;
    return std::nullopt;
}

}  // namespace plexus::discv4
