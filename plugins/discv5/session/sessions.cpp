#include "sessions.hpp"

#include <kit/net/address_class.hpp>

namespace plexus::discv5 {
namespace {

constexpr unsigned v4_network_bits = 24;
constexpr unsigned v6_network_bits = 48;

}  // namespace

boost::asio::ip::address limited_network_of(const boost::asio::ip::address& address) {
    const boost::asio::ip::address plain = net::unmapped(address);
    if (net::is_local(plain)) return plain;
    return net::Prefix{plain, plain.is_v4() ? v4_network_bits : v6_network_bits}.address();
}

Session* Sessions::find(const Contact& contact) {
    const auto found = entries_.find(contact);
    if (found == entries_.end()) return nullptr;
    found->second.used = ++uses_;
    return &found->second.session;
}

Session& Sessions::put(const Contact& contact, Session session) {
    const boost::asio::ip::address network = limited_network_of(contact.at.address());
    if (!entries_.contains(contact)) make_room(network);
    Entry entry{std::move(session), ++uses_, network};
    return entries_.insert_or_assign(contact, std::move(entry)).first->second.session;
}

/// A new session costs several operations on the curve, so that a walk over all costs little.
void Sessions::make_room(const boost::asio::ip::address& network) {
    std::size_t near = 0;
    auto oldest = entries_.end();
    auto oldest_near = entries_.end();
    const auto older = [this](auto one, auto other) {
        return other == entries_.end() || one->second.used < other->second.used;
    };
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
        if (older(entry, oldest)) oldest = entry;
        if (entry->second.network != network) continue;
        ++near;
        if (older(entry, oldest_near)) oldest_near = entry;
    }
    const bool has_its_share = near >= most_in_network && !net::is_local(network);
    if (has_its_share) {
        entries_.erase(oldest_near);
    } else if (entries_.size() >= most) {
        entries_.erase(oldest);
    }
}

}  // namespace plexus::discv5
