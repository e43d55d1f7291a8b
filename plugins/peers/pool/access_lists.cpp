#include "access_lists.hpp"

#include <algorithm>

#include <kit/net/dial_order.hpp>

namespace plexus::peers {
namespace {

/// Static nodes, and apart from them trusted ones: more than a node keeps connected.
constexpr std::size_t most_listed = 1024;

/// Bans by the policy are bounded: a hostile host can provoke any number, because ids cost nothing.
constexpr std::size_t most_policy_bans = 1024;

/// Every incoming connection is compared with all banned prefixes: about 20 us for so many.
constexpr std::size_t most_user_bans = 1024;

template <class Nodes>
std::vector<net::Node> values_of(const Nodes& nodes) {
    std::vector<net::Node> values;
    for (const auto& [id, node] : nodes) values.push_back(node);
    return values;
}

template <class Map, class Key>
Result<void> erase(Map& map, const Key& key) {
    if (map.erase(key) == 0) return make_error_code(Errc::not_found);
    return {};
}

}  // namespace

bool can_be_dialled(const net::Node& node) {
    return std::ranges::any_of(net::dial_order(node), [](const net::Endpoint& endpoint) {
        return endpoint.tcp_port != 0;
    });
}

Result<void> AccessLists::add(Nodes& nodes, net::Node node, std::string host) {
    if (node.id == self_) return make_error_code(Errc::refused);
    if (nodes.contains(node.id)) return make_error_code(Errc::already_exists);
    if (nodes.size() >= most_listed) return make_error_code(Errc::limit_exceeded);
    if (!host.empty()) hosts_[node.id] = std::move(host);
    nodes.emplace(node.id, std::move(node));
    return {};
}

void AccessLists::forget_host(const net::NodeId& id) {
    if (!is_exempt(id)) hosts_.erase(id);
}

Result<void> AccessLists::add_static(net::Node node, std::string host) {
    if (host.empty() && !can_be_dialled(node)) return make_error_code(Errc::refused);
    const std::scoped_lock lock(mutex_);
    return add(static_, std::move(node), std::move(host));
}

Result<void> AccessLists::remove_static(const net::NodeId& id) {
    const std::scoped_lock lock(mutex_);
    const Result<void> removed = erase(static_, id);
    forget_host(id);
    return removed;
}

std::vector<net::Node> AccessLists::static_nodes() const {
    const std::scoped_lock lock(mutex_);
    return values_of(static_);
}

Result<void> AccessLists::trust(net::Node node, std::string host) {
    const std::scoped_lock lock(mutex_);
    return add(trusted_, std::move(node), std::move(host));
}

Result<void> AccessLists::untrust(const net::NodeId& id) {
    const std::scoped_lock lock(mutex_);
    const Result<void> removed = erase(trusted_, id);
    forget_host(id);
    return removed;
}

std::vector<net::Node> AccessLists::trusted_nodes() const {
    const std::scoped_lock lock(mutex_);
    return values_of(trusted_);
}

std::string AccessLists::host_of(const net::NodeId& id) const {
    const std::scoped_lock lock(mutex_);
    const auto host = hosts_.find(id);
    return host == hosts_.end() ? std::string{} : host->second;
}

void AccessLists::set_addresses(const net::Node& resolved) {
    const std::scoped_lock lock(mutex_);
    if (!hosts_.contains(resolved.id)) return;
    for (Nodes* nodes : {&static_, &trusted_}) {
        const auto found = nodes->find(resolved.id);
        if (found == nodes->end()) continue;
        found->second.ip4 = resolved.ip4;
        found->second.ip6 = resolved.ip6;
    }
}

bool AccessLists::is_static(const net::NodeId& id) const {
    const std::scoped_lock lock(mutex_);
    return static_.contains(id);
}

bool AccessLists::is_trusted(const net::NodeId& id) const {
    const std::scoped_lock lock(mutex_);
    return trusted_.contains(id);
}

bool AccessLists::exempts(const net::NodeId& id) const {
    const std::scoped_lock lock(mutex_);
    return is_exempt(id);
}

bool AccessLists::exempts(const asio::ip::address& address) const {
    const std::scoped_lock lock(mutex_);
    return is_exempt(address);
}

bool AccessLists::is_exempt(const net::NodeId& id) const {
    return static_.contains(id) || trusted_.contains(id);
}

bool AccessLists::is_exempt(const asio::ip::address& address) const {
    const auto is_there = [there = net::unmapped(address)](const net::Endpoint& endpoint) {
        return net::unmapped(endpoint.address) == there;
    };
    const auto lives_there = [&is_there](const auto& entry) {
        return std::ranges::any_of(entry.second.endpoints(), is_there);
    };
    return std::ranges::any_of(static_, lives_there) || std::ranges::any_of(trusted_, lives_there);
}

std::size_t AccessLists::count(net::BannedBy by) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(bans_, [by](const auto& ban) { return ban.second.by == by; }));
}

void AccessLists::make_room_for_policy() {
    if (count(net::BannedBy::policy) < most_policy_bans) return;
    auto first = bans_.end();
    for (auto ban = bans_.begin(); ban != bans_.end(); ++ban) {
        if (ban->second.by != net::BannedBy::policy) continue;
        if (first == bans_.end() || ban->second.until < first->second.until) first = ban;
    }
    bans_.erase(first);
}

Result<void> AccessLists::ban(const net::Ban& ban) {
    const std::scoped_lock lock(mutex_);
    const auto* id = std::get_if<net::NodeId>(&ban.target);
    if (id != nullptr && is_exempt(*id)) return make_error_code(Errc::refused);
    if (ban.until <= clock_.wall()) return make_error_code(Errc::invalid_data);
    const auto known = bans_.find(ban.target);
    const bool by_user = known != bans_.end() && known->second.by == net::BannedBy::user;
    if (ban.by == net::BannedBy::policy) {
        if (by_user && holds(known->second)) return make_error_code(Errc::already_exists);
        if (known == bans_.end()) make_room_for_policy();
    } else if (!by_user && count(net::BannedBy::user) >= most_user_bans) {
        return make_error_code(Errc::limit_exceeded);
    }
    bans_[ban.target] = {ban.until, ban.by};
    return {};
}

Result<void> AccessLists::unban(const net::BanTarget& target) {
    const std::scoped_lock lock(mutex_);
    return erase(bans_, target);
}

std::vector<net::Ban> AccessLists::bans() const {
    const std::scoped_lock lock(mutex_);
    std::vector<net::Ban> holding;
    for (const auto& [target, entry] : bans_) {
        if (holds(entry)) holding.push_back({target, entry.until, entry.by});
    }
    return holding;
}

bool AccessLists::banned(const net::NodeId& id) const {
    const std::scoped_lock lock(mutex_);
    const auto ban = bans_.find(id);
    return ban != bans_.end() && holds(ban->second) && !is_exempt(id);
}

bool AccessLists::is_in_banned_prefix(const asio::ip::address& address) const {
    return std::ranges::any_of(bans_, [&](const auto& ban) {
        const auto* prefix = std::get_if<net::Prefix>(&ban.first);
        return prefix != nullptr && prefix->contains(address) && holds(ban.second);
    });
}

bool AccessLists::banned(const asio::ip::address& address) const {
    const std::scoped_lock lock(mutex_);
    return is_in_banned_prefix(address) && !is_exempt(address);
}

bool AccessLists::banned(const net::Node& node) const {
    if (banned(node.id)) return true;
    const std::scoped_lock lock(mutex_);
    const auto in_banned_prefix = [this](const net::Endpoint& endpoint) {
        return is_in_banned_prefix(endpoint.address);
    };
    return std::ranges::any_of(node.endpoints(), in_banned_prefix) && !is_exempt(node.id);
}

void AccessLists::forget_ended_bans() {
    const std::scoped_lock lock(mutex_);
    std::erase_if(bans_, [this](const auto& ban) { return !holds(ban.second); });
}

}  // namespace plexus::peers
