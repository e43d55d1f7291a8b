#include "table.hpp"

#include <algorithm>

#include <kit/net/address_class.hpp>

namespace plexus::discovery {
namespace {

constexpr unsigned nearest_bucket_distance = 239;  // all nodes up to here share the first bucket
// A check without a response costs two thirds of what the node has earned: a node that responded
// for days survives a few, a new one goes at the first. @spec go-ethereum p2p/discover, table_reval
constexpr unsigned silence_divisor = 3;

bool same_endpoint(const net::Node& a, const net::Node& b) {
    return a.endpoint().udp() == b.endpoint().udp();
}

template <class Members>
auto find_in(Members& members, const net::NodeId& id) {
    return std::ranges::find_if(members,
                                [&](const Member& member) { return member.node.id == id; });
}

/// How many members other than `id` live in that network.
std::size_t count_network(const std::vector<Member>& members, const net::Prefix& network,
                          const net::NodeId& id) {
    const auto lives_there = [&](const Member& member) {
        return network.contains(member.node.endpoint().address) && member.node.id != id;
    };
    return static_cast<std::size_t>(std::ranges::count_if(members, lives_there));
}

}  // namespace

std::size_t Table::index_of(const Hash256& place) const noexcept {
    const unsigned distance = log_distance(place_, place);
    return distance <= nearest_bucket_distance ? 0 : distance - nearest_bucket_distance - 1;
}

bool Table::has_room_for(const asio::ip::address& address, const net::NodeId& id,
                         const Bucket& bucket) const {
    // A private network is no network of an attacker, and test networks live in one.
    if (net::is_local(address)) return true;
    const auto count = [&](const Bucket& in, const net::Prefix& network) {
        return count_network(in.members, network, id) + count_network(in.replacements, network, id);
    };
    const auto count_all = [&](const net::Prefix& network) {
        std::size_t total = 0;
        for (const Bucket& each : buckets_) total += count(each, network);
        return total;
    };
    const net::Prefix site{address, address.is_v4() ? 24U : 48U};
    if (count(bucket, site) >= subnet_limit_bucket) return false;
    if (count_all(site) >= subnet_limit_table) return false;
    return address.is_v4() || count_all(net::Prefix{address, 32U}) < provider_limit_table;
}

bool Table::update(Member& known, const net::Node& node) {
    net::Node changed = node;
    if (!changed.record) changed.record = known.node.record;
    if (same_endpoint(known.node, node)) {
        // Neighbors may tell no TCP port; the one that is known is not lost by that.
        net::Endpoint endpoint = changed.endpoint();
        if (endpoint.tcp_port == 0) endpoint.tcp_port = known.node.endpoint().tcp_port;
        changed.set(endpoint);
        known.node = changed;
        return false;
    }
    // A move counts like a new node, or an attacker could fill the table from one network by nodes
    // that come with other addresses and then move.
    if (!has_room_for(node.endpoint().address, node.id, bucket_of(known.place))) return false;
    known.node = changed;
    known.pace = Pace::fast;  // nothing says yet that it stays there
    return false;
}

bool Table::put(const net::Node& node) {
    const net::Endpoint endpoint = node.endpoint();
    if (node.id == self_ || endpoint.udp_port == 0) return false;
    if (net::class_of(endpoint.address) == net::AddressClass::special) return false;
    Member member;
    member.node = node;
    member.place = place_of(node.id);
    Bucket& bucket = bucket_of(member.place);

    const auto known = find_in(bucket.members, node.id);
    if (known != bucket.members.end()) return update(*known, node);
    const auto waiting = find_in(bucket.replacements, node.id);
    if (waiting != bucket.replacements.end()) return update(*waiting, node);
    if (!has_room_for(endpoint.address, node.id, bucket)) return false;

    if (bucket.members.size() < bucket_size) {
        bucket.members.push_back(member);
        return true;
    }
    // The members stay: a node that has been here for long is likely to stay on, and newcomers
    // cannot push it out. @spec Kademlia, 2.2
    bucket.replacements.push_back(member);
    if (bucket.replacements.size() > max_replacements) {
        bucket.replacements.erase(bucket.replacements.begin());
    }
    return false;
}

Member* Table::find_member(const net::NodeId& id) {
    Bucket& bucket = bucket_of(place_of(id));
    const auto found = find_in(bucket.members, id);
    return found == bucket.members.end() ? nullptr : &*found;
}

const Member* Table::find(const net::NodeId& id) const {
    const std::vector<Member>& members = buckets_[index_of(place_of(id))].members;
    const auto found = find_in(members, id);
    return found == members.end() ? nullptr : &*found;
}

std::vector<net::Node> Table::closest(const Hash256& target, std::size_t count,
                                      const std::function<bool(const net::Node&)>& wanted) const {
    std::vector<const Member*> members;
    bool any_live = false;
    for (const Bucket& bucket : buckets_) {
        for (const Member& member : bucket.members) {
            if (wanted && !wanted(member.node)) continue;
            members.push_back(&member);
            any_live = any_live || member.live;
        }
    }
    // Nodes that do not respond are named to nobody. While none responds, as when this node was
    // offline, they are all there is to begin with.
    if (any_live) std::erase_if(members, [](const Member* member) { return !member->live; });

    const std::size_t taken = std::min(count, members.size());
    std::partial_sort(
        members.begin(), members.begin() + static_cast<std::ptrdiff_t>(taken), members.end(),
        [&](const Member* a, const Member* b) { return is_closer(target, a->place, b->place); });
    std::vector<net::Node> nodes;
    nodes.reserve(taken);
    for (std::size_t at = 0; at < taken; ++at) nodes.push_back(members[at]->node);
    return nodes;
}

std::optional<net::Node> Table::pick(Pace pace, std::uint64_t random) const {
    std::vector<const Member*> members;
    for (const Bucket& bucket : buckets_) {
        for (const Member& member : bucket.members) {
            if (member.pace == pace) members.push_back(&member);
        }
    }
    if (members.empty()) return std::nullopt;
    return members[random % members.size()]->node;
}

unsigned Table::responded(const net::NodeId& id) {
    Member* const member = find_member(id);
    if (member == nullptr) return 0;
    member->live = true;
    member->pace = Pace::slow;
    return ++member->checks;
}

void Table::was_silent(const net::NodeId& id, std::uint64_t random) {
    Member* const member = find_member(id);
    if (member == nullptr) return;
    member->live = false;
    member->pace = Pace::fast;
    member->checks /= silence_divisor;
    if (member->checks == 0) remove(id, random);
}

void Table::was_unhelpful(const net::NodeId& id, std::uint64_t random) {
    if (bucket_of(place_of(id)).members.size() >= keep_unhelpful_below) remove(id, random);
}

void Table::set_enr_sequence(const net::NodeId& id, std::uint64_t sequence) {
    if (Member* const member = find_member(id)) member->enr_sequence = sequence;
}

void Table::remove(const net::NodeId& id, std::uint64_t random) {
    Bucket& bucket = bucket_of(place_of(id));
    const auto found = find_in(bucket.members, id);
    if (found == bucket.members.end()) return;
    bucket.members.erase(found);
    if (bucket.replacements.empty()) return;
    // By chance and not the newest: an attacker decides when its nodes come.
    const auto chosen = bucket.replacements.begin() +
                        static_cast<std::ptrdiff_t>(random % bucket.replacements.size());
    bucket.members.push_back(*chosen);
    bucket.replacements.erase(chosen);
}

std::size_t Table::size() const noexcept {
    std::size_t total = 0;
    for (const Bucket& bucket : buckets_) total += bucket.members.size();
    return total;
}

}  // namespace plexus::discovery
