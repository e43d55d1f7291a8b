#include "clock_watch.hpp"

#include <algorithm>

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
    Vote* const known = votes_.find(voter);
    Vote& vote = known != nullptr ? *known : votes_.put(voter, Vote{});
    vote.ahead = ours - sent;
    vote.at = now;
    vote.local = net::is_local(from);
    ++vote.packets;
    // Almost every packet agrees with our clock, and costs no comparison of all votes.
    if (std::chrono::abs(vote.ahead) <= tolerance) return std::nullopt;
    if (told_ && now - *told_ < period) return std::nullopt;
    const std::vector<Vote> valid = valid_votes(now);
    if (!are_enough(valid)) return std::nullopt;
    const std::optional<seconds> ahead = error(valid);
    if (!ahead) return std::nullopt;
    told_ = now;
    return Finding{*ahead, valid.size()};
}

std::vector<ClockWatch::Vote> ClockWatch::valid_votes(SteadyTime now) const {
    std::vector<Vote> valid;
    votes_.for_each([&](const Vote& vote) {
        if (now - vote.at <= window) valid.push_back(vote);
    });
    return valid;
}

bool ClockWatch::are_enough(const std::vector<Vote>& votes) {
    if (votes.size() >= fewest_votes) return true;
    return std::ranges::all_of(
        votes, [](const Vote& vote) { return vote.local && vote.packets >= fewest_votes; });
}

/// @returns by how much our clock is fast, if it is wrong
std::optional<seconds> ClockWatch::error(const std::vector<Vote>& votes) {
    std::vector<seconds> ahead;
    ahead.reserve(votes.size());
    for (const Vote& vote : votes) ahead.push_back(vote.ahead);
    std::ranges::sort(ahead);
    const seconds median = ahead[ahead.size() / 2];
    if (median > tolerance) return median;
    const seconds nearly_all = ahead[ahead.size() * 3 / 4];
    if (nearly_all < -tolerance) return nearly_all;
    return std::nullopt;
}

}  // namespace plexus::discv4
