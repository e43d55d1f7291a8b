#pragma once

#include <cstdint>
#include <mutex>

#include <api/core/bytes.hpp>
#include <api/net/prefix.hpp>
#include <kit/net/address_limit.hpp>
#include <kit/net/lru_map.hpp>
#include <kit/net/token_bucket.hpp>

namespace plexus::udp {

/// Why a datagram is dropped before a protocol sees it.
enum class DropReason : std::uint8_t {
    none,        ///< it is not dropped
    repeated,    ///< the same bytes came a moment ago
    rate_limit,  ///< too many from one host
    budget,      ///< too many from all hosts of its kind together
};

/// Decides which datagrams are worth a signature check. A sender's address is forged at no cost, so
/// three kinds of senders have budgets of their own, and a flood from one kind costs the others
/// nothing: hosts that have proved that they receive what is sent to them, hosts that were sent a
/// request a moment ago, and strangers. All budgets together are a quarter of a core.
///
/// Loopback is exempt: several nodes of a test share it.
///
/// @thread  any
class DatagramFilter {
public:
    /// For one host. A correct node needs a handful of packets a second even while it looks up.
    static constexpr net::Rate stranger_rate{.per_second = 50, .burst = 100};
    /// For a host with a proof. Whoever forges its address spends its tokens, so it has more of
    /// them than it needs; an honest node is kept out by no less than this.
    static constexpr net::Rate proven_rate{.per_second = 500, .burst = 200};

    /// For all hosts of a kind together; a datagram costs about 70 us, or 200 with the signatures
    /// of the responses to a stranger. No burst fills the queue of a protocol, see
    /// net::DatagramPort::max_waiting, where the others would then find no room.
    static constexpr net::Rate all_strangers_rate{.per_second = 300, .burst = 150};
    static constexpr net::Rate all_proven_rate{.per_second = 2000, .burst = 250};
    static constexpr net::Rate all_responses_rate{.per_second = 300, .burst = 250};

    /// How long the same bytes are not taken again. A datagram that the network doubles comes
    /// within this time, and a sender that repeats a request makes another one; what is replayed
    /// costs a hash in place of a signature.
    static constexpr std::chrono::seconds replay_time{5};
    /// How long a request waits for its response at most.
    static constexpr std::chrono::seconds response_time{2};
    /// Hosts that are remembered for each of the two kinds; the least recently heard goes first.
    static constexpr std::size_t max_hosts = 8192;

    /// @param secret  random, and never sent
    explicit DatagramFilter(std::uint64_t secret);

    /// The host receives what is sent to its address.
    void add_proven(const asio::ip::address& host);
    /// The host was sent a request, whose response has so many datagrams at most.
    void add_requested(const asio::ip::address& host, unsigned datagrams, SteadyTime now);

    /// Whether all strangers have had their share, and the sender is one: what it sends is not
    /// worth a look.
    bool is_closed_to(const asio::ip::address& sender, SteadyTime now);

    /// Counts a datagram.
    /// @returns none if it may be handed on
    DropReason check(BytesView datagram, const asio::ip::address& sender, SteadyTime now);

private:
    struct Requested {
        SteadyTime at{};
        unsigned datagrams = 0;  ///< how many may still come
    };

    DropReason count(const asio::ip::address& sender, SteadyTime now);
    bool is_response(const net::Prefix& host, SteadyTime now);

    /// As many datagrams as the budgets let in within `replay_time`.
    static constexpr std::size_t max_seen = 32768;

    std::mutex mutex_;
    net::LruMap<Hash256, SteadyTime> seen_{max_seen};
    net::LruMap<net::Prefix, net::TokenBucket> proven_{max_hosts};
    net::LruMap<net::Prefix, Requested> requested_{max_hosts};
    net::AddressLimit stranger_limit_;
    net::TokenBucket strangers_budget_{all_strangers_rate};
    net::TokenBucket proven_budget_{all_proven_rate};
    net::TokenBucket responses_budget_{all_responses_rate};
};

}  // namespace plexus::udp
