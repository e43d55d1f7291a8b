#pragma once

#include <api/async/clock.hpp>
#include <api/net/node.hpp>
#include <api/net/prefix.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

namespace plexus::discv4 {

/// The endpoint proofs: a Pong that named the hash of our Ping came from this id and this address.
/// A proof holds for the pair, or a proof given at one address could direct our replies to another
/// one.
///
/// Only proved contacts are remembered, so no address in here is forged. One party can still have
/// any number of ids, and of addresses in a network of its own: so a host and its networks have a
/// bounded share, and when all places are taken the largest network gives one up.
///
/// @thread  none of its own: one caller at a time
/// @spec    devp2p discv4, "Endpoint Proof", with the 24 h that clients use in place of its 12 h
class Contacts {
public:
    static constexpr std::chrono::hours proof_lifetime{24};
    /// Enough for every node of a large network that talks to us in a day.
    static constexpr std::size_t max_contacts = 10'000;
    /// At one address of IPv4, or in a /64 of IPv6.
    static constexpr std::size_t max_ids_per_host = 32;
    /// In a /24 of IPv4, or a /48 of IPv6.
    static constexpr std::size_t max_in_narrow_network = 64;
    /// In a /16 of IPv4, or a /32 of IPv6.
    static constexpr std::size_t max_in_wide_network = 512;
    /// Requests without a response after which the other side may have lost our proof.
    static constexpr unsigned max_failures = 5;

    /// Notes an endpoint proof.
    void prove(const net::NodeId& id, const asio::ip::address& address, SteadyTime now);
    /// Whether there is an endpoint proof of the last 24 h.
    bool is_proved(const net::NodeId& id, const asio::ip::address& address, SteadyTime now) const;

    /// The node pinged us, so our Pong gives it a proof of our endpoint. Not noted for a node
    /// without a proof of its own.
    void pinged_us(const net::NodeId& id, const asio::ip::address& address, SteadyTime now);

    /// Whether the node probably holds a proof of our endpoint, without which it does not respond
    /// to requests.
    bool knows_us(const net::NodeId& id, const asio::ip::address& address, SteadyTime now) const;

    /// @returns how many requests in a row had no response
    unsigned failed(const net::NodeId& id, const asio::ip::address& address);
    void succeeded(const net::NodeId& id, const asio::ip::address& address);

    std::size_t size() const noexcept { return contacts_.size(); }

private:
    using Key = std::pair<asio::ip::address, net::NodeId>;

    struct Contact {
        SteadyTime proved{};
        SteadyTime pinged{SteadyTime::min()};
        unsigned failures = 0;
    };

    using Entries = std::map<Key, Contact>;
    using Counts = std::map<net::Prefix, std::size_t>;

    void make_room(const asio::ip::address& address);
    void count(const asio::ip::address& address);
    void erase(Entries::iterator contact);
    Entries::iterator oldest_in(const net::Prefix& network);
    net::Prefix largest_network() const;
    const Contact* find(const net::NodeId& id, const asio::ip::address& address) const;
    Contact* find(const net::NodeId& id, const asio::ip::address& address);

    Entries contacts_;
    Counts hosts_;   ///< contacts of each
    Counts narrow_;  ///< likewise of networks
    Counts wide_;
};

}  // namespace plexus::discv4
