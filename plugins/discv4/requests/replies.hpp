#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <vector>

#include <api/async/clock.hpp>
#include <api/async/event.hpp>
#include <api/core/result.hpp>
#include <api/net/node.hpp>

#include <plugins/discv4/wire/packet.hpp>

namespace plexus::discv4 {

class Expected;

/// The replies that are waited for. Other replies are dropped.
///
/// @thread     one strand
/// @ownership  outlives every Expected
class Replies {
public:
    /// Waits at a time: far more than our own requests; the rest is for the Pings sent back at
    /// first contacts.
    static constexpr std::size_t capacity = 512;

    bool full() const noexcept { return waiting_.size() >= capacity; }

    /// Whether first contacts no longer get a Ping back: a flood of forged Pings must
    /// leave room for our own requests.
    bool crowded() const noexcept { return waiting_.size() >= capacity / 2; }

    /// Hands a reply to every wait that it belongs to.
    /// @returns one of them, or null
    Expected* deliver(const net::NodeId& sender, const asio::ip::address& from,
                      const Packet& packet);

    /// The wait for a Pong of that id and address, if there is one.
    Expected* pong_from(const net::NodeId& id, const asio::ip::address& address);

private:
    friend class Expected;
    std::list<Expected*> waiting_;
};

/// The wait for a reply, as long as this object lives: a reply from one id at one address, of one
/// type, that names the hash of the request if its type does so.
class Expected {
public:
    struct From {
        net::NodeId id;
        asio::ip::address address;
        PacketType type;
        Hash256 request;
    };

    Expected(Replies& replies, const Executor& executor, const From& from);
    ~Expected();
    Expected(const Expected&) = delete;
    Expected& operator=(const Expected&) = delete;

    /// Waits until the reply is complete. Neighbors come in several packets, and a node that knows
    /// fewer than 16 does not say that it has sent all: the reply is complete, too, when no further
    /// packet has come for as long as the first one took.
    awaitable<void> arrived();

    const std::vector<Packet>& packets() const noexcept { return packets_; }

    // The remote pinged us while we waited for its Pong; noted once the Pong has proved its
    // endpoint.
    bool pinged_us = false;
    std::optional<net::NodeId> requested_for{};

private:
    friend class Replies;
    bool matches(const net::NodeId& sender, const asio::ip::address& from,
                 const Packet& packet) const;
    void accept(const Packet& packet);

    Replies& replies_;
    std::list<Expected*>::iterator place_;
    From from_;
    std::vector<Packet> packets_;
    std::size_t nodes_ = 0;
    bool complete_ = false;
    Clock& clock_;
    SteadyTime since_;
    Event changed_;
};

}  // namespace plexus::discv4
