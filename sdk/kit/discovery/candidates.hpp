#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>

#include <api/async/clock.hpp>
#include <api/async/event.hpp>
#include <api/core/result.hpp>
#include <api/net/node.hpp>

namespace plexus::discovery {

/// What is known of a node before it is dialled.
enum class Promise : std::uint8_t {
    same_chain,  ///< its record says so
    unknown,     ///< no record, or nothing about chains in it: its Status will tell
};

/// Nodes worth dialling, handed out on demand: nodes of our chain first.
///
/// @thread  one strand
class DialCandidates {
public:
    /// As many as go-ethereum fetches ahead of its dialler.
    static constexpr std::size_t capacity = 32;
    /// A node that was handed out is not handed out again before this has passed.
    static constexpr std::chrono::seconds repeat_after{30};
    /// A candidate that waited longer is dropped: it may have gone or moved.
    static constexpr std::chrono::minutes shelf_life{10};

    /// @param clock  of the loop
    DialCandidates(const Executor& executor, const Clock& clock)
        : strand_{executor}, clock_{clock}, changed_{executor} {}

    /// At the bound the oldest candidate of the same promise is dropped, of those of the network
    /// (/16 of IPv4, /32 of IPv6) that most of them are in: nodes of one network do not displace
    /// all others.
    void offer(const net::Node& node, Promise promise);

    /// @errors Errc::closed
    awaitable<Result<net::Node>> next();

    /// Whether there is room for more.
    bool wanted() const noexcept { return likely_.size() < capacity / 2; }

    /// Waits until there is room for more: while no candidate is taken, no lookup is needed.
    awaitable<void> until_wanted();

    /// How many wait.
    std::size_t size() const noexcept { return likely_.size() + unknown_.size(); }

    /// Ends all waits.
    void close();

private:
    struct Waiting {
        net::Node node;
        SteadyTime since;
    };
    using Queue = std::deque<Waiting>;

    static void make_room(Queue& queue);
    std::optional<net::Node> take();
    std::optional<net::Node> take_from(Queue& queue);
    bool was_handed_out(const net::NodeId& id);

    Executor strand_;
    const Clock& clock_;
    Event changed_;
    Queue likely_;
    Queue unknown_;
    std::unordered_map<net::NodeId, SteadyTime> handed_out_;
    bool closed_ = false;
};

}  // namespace plexus::discovery
