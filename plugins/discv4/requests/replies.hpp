#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <vector>

#include <api/async/event.hpp>
#include <api/core/result.hpp>
#include <api/net/node.hpp>

#include <plugins/discv4/wire/packet.hpp>

namespace plexus::discv4 {

class Expected;

/// The replies that are waited for. What nobody waits for is dropped.
///
/// @thread     one strand
/// @ownership  outlives every Expected
class Replies {
public:
    /// Far more than we ask at a time by ourselves; the rest is for answering first contacts.
    static constexpr std::size_t capacity = 512;

    bool full() const noexcept { return waiting_.size() >= capacity; }

    /// No more strangers: a flood of forged Pings must leave room for what we ask ourselves.
    bool crowded() const noexcept { return waiting_.size() >= capacity / 2; }

    /// Hands a reply to those who wait for it.
    /// @returns one of them, or null
    Expected* deliver(const net::NodeId& sender, const asio::ip::address& from,
                      const Packet& packet);

    /// The wait for a Pong of that id and address, if there is one.
    Expected* pong_from(const net::NodeId& id, const asio::ip::address& address);

private:
    friend class Expected;
    std::list<Expected*> waiting_;
};

/// A reply that somebody waits for, as long as this lives: from one id at one address, of one type,
/// and naming the hash of the request where its type does that.
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

    /// Waits until the reply is complete; neighbors come in several packets.
    awaitable<void> arrived();

    const std::vector<Packet>& packets() const noexcept { return packets_; }

    // What happened while a Pong was under way, and comes into force with the proof it brings.
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
    Event changed_;
};

}  // namespace plexus::discv4
