#include "members.hpp"

#include <algorithm>

namespace plexus::fleet {
namespace {

net::NodeId distance(const net::NodeId& a, const net::NodeId& b) {
    net::NodeId result;
    std::ranges::transform(a.bytes, b.bytes, result.bytes.begin(), std::bit_xor{});
    return result;
}

}  // namespace

bool Members::hear(const Heartbeat& heartbeat, SteadyTime now) {
    const auto known = members_.find(heartbeat.member);
    const std::size_t before = known == members_.end() ? 0 : known->second.claims.size();
    if (known == members_.end() && members_.size() >= most_members) return false;
    if (claims() - before + heartbeat.claims.size() > most_claims_in_all) return false;
    Member member{heartbeat.boot, now, {}};
    member.claims.reserve(heartbeat.claims.size());
    for (const Claim& claim : heartbeat.claims) member.claims.emplace(claim.id, claim);
    const std::scoped_lock lock(mutex_);
    std::swap(members_[heartbeat.member], member);  // the old one is freed after the mutex
    return true;
}

bool Members::has_restarted(const Heartbeat& heartbeat) const {
    const auto known = members_.find(heartbeat.member);
    return known != members_.end() && known->second.boot != heartbeat.boot;
}

bool Members::knows(const net::NodeId& member) const { return members_.contains(member); }

Departed Members::remove(const net::NodeId& member) {
    Departed departed{member, {}};
    const std::scoped_lock lock(mutex_);
    const auto node = members_.extract(member);
    if (node.empty()) return departed;
    for (auto& [id, claim] : node.mapped().claims) departed.claims.push_back(std::move(claim));
    return departed;
}

std::vector<net::NodeId> Members::silent_since(SteadyTime then) const {
    std::vector<net::NodeId> silent;
    for (const auto& [id, member] : members_) {
        if (member.heard < then) silent.push_back(id);
    }
    return silent;
}

bool Members::allows(const net::NodeId& id) const noexcept {
    const std::scoped_lock lock(mutex_);
    if (members_.contains(id)) return false;
    return std::ranges::none_of(
        members_, [&id](const auto& member) { return member.second.claims.contains(id); });
}

std::size_t Members::nearer(const net::NodeId& id, const net::NodeId& self) const {
    const net::NodeId ours = distance(id, self);
    return static_cast<std::size_t>(std::ranges::count_if(
        members_, [&](const auto& member) { return distance(id, member.first) < ours; }));
}

std::vector<Offers::Other> Members::counts() const {
    std::vector<Offers::Other> counts;
    for (const auto& [id, member] : members_) counts.push_back({id, member.claims.size()});
    return counts;
}

std::size_t Members::size() const { return members_.size(); }

std::size_t Members::claims() const {
    std::size_t sum = 0;
    for (const auto& [id, member] : members_) sum += member.claims.size();
    return sum;
}

}  // namespace plexus::fleet
