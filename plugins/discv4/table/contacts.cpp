#include "contacts.hpp"

#include <algorithm>

#include <kit/net/address_class.hpp>

namespace plexus::discv4 {
namespace {

net::Prefix narrow_network_of(const asio::ip::address& address) {
    return {address, address.is_v4() ? 24U : 48U};
}

net::Prefix wide_network_of(const asio::ip::address& address) {
    return {address, address.is_v4() ? 16U : 32U};
}

}  // namespace

const Contacts::Contact* Contacts::find(const net::NodeId& id,
                                        const asio::ip::address& address) const {
    const auto found = contacts_.find(Key{address, id});
    return found == contacts_.end() ? nullptr : &found->second;
}

Contacts::Contact* Contacts::find(const net::NodeId& id, const asio::ip::address& address) {
    const auto found = contacts_.find(Key{address, id});
    return found == contacts_.end() ? nullptr : &found->second;
}

void Contacts::prove(const net::NodeId& id, const asio::ip::address& address, SteadyTime now) {
    Contact* known = find(id, address);
    if (known == nullptr) {
        make_room(address);
        known = &contacts_[Key{address, id}];
        count(address);
    }
    known->proved = now;
}

void Contacts::make_room(const asio::ip::address& address) {
    if (!net::is_local(address)) {
        const auto full = [](const Counts& counts, const net::Prefix& network, std::size_t limit) {
            const auto found = counts.find(network);
            return found != counts.end() && found->second >= limit;
        };
        const net::Prefix host = net::host_of(address);
        const net::Prefix narrow = narrow_network_of(address);
        const net::Prefix wide = wide_network_of(address);
        if (full(hosts_, host, max_ids_per_host)) return erase(oldest_in(host));
        if (full(narrow_, narrow, max_in_narrow_network)) return erase(oldest_in(narrow));
        if (full(wide_, wide, max_in_wide_network)) return erase(oldest_in(wide));
    }
    if (contacts_.size() >= max_contacts) erase(oldest_in(largest_network()));
}

void Contacts::count(const asio::ip::address& address) {
    ++hosts_[net::host_of(address)];
    ++narrow_[narrow_network_of(address)];
    ++wide_[wide_network_of(address)];
}

void Contacts::erase(Entries::iterator contact) {
    const auto discount = [](Counts& counts, const net::Prefix& network) {
        const auto found = counts.find(network);
        if (--found->second == 0) counts.erase(found);
    };
    const asio::ip::address address = contact->first.first;
    discount(hosts_, net::host_of(address));
    discount(narrow_, narrow_network_of(address));
    discount(wide_, wide_network_of(address));
    contacts_.erase(contact);
}

/// The contacts of a network are adjacent in the map, which is ordered by address.
Contacts::Entries::iterator Contacts::oldest_in(const net::Prefix& network) {
    auto at = contacts_.lower_bound(Key{network.address(), net::NodeId{}});
    auto oldest = at;
    for (; at != contacts_.end() && network.contains(at->first.first); ++at) {
        if (at->second.proved < oldest->second.proved) oldest = at;
    }
    return oldest;
}

net::Prefix Contacts::largest_network() const {
    return std::ranges::max_element(wide_, {}, &Counts::value_type::second)->first;
}

bool Contacts::is_proved(const net::NodeId& id, const asio::ip::address& address,
                         SteadyTime now) const {
    const Contact* const known = find(id, address);
    return known != nullptr && now - known->proved < proof_lifetime;
}

void Contacts::pinged_us(const net::NodeId& id, const asio::ip::address& address, SteadyTime now) {
    Contact* const known = find(id, address);
    if (known == nullptr) return;
    known->pinged = now;
    known->failures = 0;
}

bool Contacts::knows_us(const net::NodeId& id, const asio::ip::address& address,
                        SteadyTime now) const {
    const Contact* const known = find(id, address);
    if (known == nullptr || known->failures > max_failures) return false;
    return known->pinged != SteadyTime::min() && now - known->pinged < proof_lifetime;
}

unsigned Contacts::failed(const net::NodeId& id, const asio::ip::address& address) {
    Contact* const known = find(id, address);
    return known == nullptr ? 0 : ++known->failures;
}

void Contacts::succeeded(const net::NodeId& id, const asio::ip::address& address) {
    if (Contact* const known = find(id, address)) known->failures = 0;
}

}  // namespace plexus::discv4
