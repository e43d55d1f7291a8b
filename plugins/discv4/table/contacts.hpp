#pragma once

#include <api/async/clock.hpp>
#include <api/net/node.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

namespace plexus::discv4 {

/// Who has proved to live where: a Pong that names the hash of our Ping came from that id and that
/// address. Both count, or a proof given at one address could turn our answers to another one.
///
/// Only proved contacts are remembered, so the addresses in here cannot be forged; still one host
/// can have any number of ids, and its share is limited.
///
/// @thread  none of its own: one caller at a time
/// @spec    devp2p discv4, "Endpoint Proof", with the 24 h that clients use in place of its 12 h
class Contacts {
public:
    static constexpr std::chrono::hours proof_lifetime{24};
    /// Enough for every node of a large network that talks to us in a day.
    static constexpr std::size_t max_contacts = 10'000;
    static constexpr std::size_t max_ids_per_address = 32;
    /// Unanswered requests after which the other side may have lost our proof.
    static constexpr unsigned max_failures = 5;

    void prove(const net::NodeId& id, const asio::ip::address& address, SteadyTime now);
    bool is_proved(const net::NodeId& id, const asio::ip::address& address, SteadyTime now) const;

    /// They pinged us, so they are about to hold a proof of ours. Not noted for the unproved.
    void pinged_us(const net::NodeId& id, const asio::ip::address& address, SteadyTime now);

    /// Whether they can be expected to hold a proof of ours, without which they do not answer.
    bool knows_us(const net::NodeId& id, const asio::ip::address& address, SteadyTime now) const;

    /// @returns how many requests in a row were not answered
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

    void make_room(const asio::ip::address& address);
    const Contact* find(const net::NodeId& id, const asio::ip::address& address) const;
    Contact* find(const net::NodeId& id, const asio::ip::address& address);

    std::map<Key, Contact> contacts_;
};

}  // namespace plexus::discv4
