#include "contacts.hpp"

#include <algorithm>
#include <iterator>

#include <kit/crypto/random.hpp>
#include <kit/net/address_class.hpp>

namespace plexus::discv4 {

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
    }
    known->proved = now;
}

void Contacts::make_room(const asio::ip::address& address) {
    if (!net::is_local(address)) {
        // The ids of one address are adjacent in the map; the id that was proved first is removed.
        const auto first = contacts_.lower_bound(Key{address, net::NodeId{}});
        const auto end = std::find_if(first, contacts_.end(), [&](const auto& entry) {
            return entry.first.first != address;
        });
        if (std::distance(first, end) >= static_cast<std::ptrdiff_t>(max_ids_per_address)) {
            contacts_.erase(std::min_element(first, end, [](const auto& a, const auto& b) {
                return a.second.proved < b.second.proved;
            }));
        }
    }
    if (contacts_.size() < max_contacts) return;
    // A random contact is removed: hostile nodes that fill the table must not be able to choose it.
    const asio::ip::address_v4 anywhere{static_cast<std::uint32_t>(crypto::random_u64())};
    auto victim = contacts_.lower_bound(Key{anywhere, crypto::random_fixed<64>()});
    if (victim == contacts_.end()) victim = contacts_.begin();
    contacts_.erase(victim);
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
