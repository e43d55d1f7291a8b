#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <optional>
#include <vector>

#include <api/async/clock.hpp>
#include <api/net/prefix.hpp>
#include <kit/net/lru_map.hpp>

namespace plexus::discv4 {

/// Notices that the clock of this machine is wrong: packets say when they expire, and their senders
/// date them as we do. With a clock that is more than 20 s off no node accepts the packets of
/// another, and a node finds no peers.
///
/// One network has one vote, in local networks each address has one. Some clients let packets live
/// for longer than 20 s, none for less: so a clock is slow only if nearly all senders seem to be
/// ahead of it.
///
/// @thread  none of its own: one caller at a time
class ClockWatch {
public:
    /// A difference up to this does no harm. @spec go-ethereum p2p/discover/ntp.go
    static constexpr std::chrono::seconds tolerance{10};
    /// How long a vote counts.
    static constexpr std::chrono::minutes window{5};
    static constexpr std::size_t max_votes = 64;
    /// So many strangers must agree; of local nodes one that says so three times is enough.
    static constexpr std::size_t fewest_votes = 3;
    /// Between two findings.
    static constexpr std::chrono::minutes period{10};

    /// What the senders say.
    struct Finding {
        std::chrono::seconds ahead{};  ///< by which our clock is fast; negative: slow
        std::size_t votes = 0;         ///< of so many networks
    };

    /// Notes the date of a packet with a good signature.
    /// @param expires  Unix seconds
    /// @returns        what the operator should hear of now
    std::optional<Finding> note(const asio::ip::address& from, std::uint64_t expires, WallTime wall,
                                SteadyTime now);

private:
    struct Vote {
        std::chrono::seconds ahead{};
        SteadyTime at{};
        bool local = false;
        std::size_t packets = 0;
    };

    std::vector<Vote> valid_votes(SteadyTime now) const;
    static bool are_enough(const std::vector<Vote>& votes);
    static std::optional<std::chrono::seconds> error(const std::vector<Vote>& votes);

    net::LruMap<net::Prefix, Vote> votes_{max_votes};
    std::optional<SteadyTime> told_;
};

}  // namespace plexus::discv4
