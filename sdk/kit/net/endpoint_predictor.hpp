#pragma once

#include <boost/asio/ip/udp.hpp>
#include <cstddef>
#include <map>
#include <optional>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>
#include <api/net/prefix.hpp>

namespace plexus::inline v1::net {

/// Predicts where other nodes reach this one, from the endpoints at which they say they see it.
///
/// One network (/16 of IPv4, /32 of IPv6) has one vote, because addresses of one network are cheap
/// to get; in local networks each address has one. Only addresses that reach as far as the best one
/// count, so that nodes in the same house do not outvote the internet.
///
/// @thread  none of its own: one caller at a time
/// @spec    go-ethereum p2p/netutil/iptrack.go, with other votes and thresholds
class EndpointPredictor {
public:
    /// How long a statement counts. The last one of a network replaces its earlier one.
    static constexpr std::chrono::minutes window{5};
    /// So many votes without a dissenting one are believed while nothing better is known.
    static constexpr std::size_t provisional_votes = 3;
    /// So many votes replace what was believed before.
    static constexpr std::size_t firm_votes = 10;
    /// The second best address must have fewer votes than so many percent of the best one's.
    static constexpr std::size_t dissent_percent = 70;
    /// Of the votes for the address so many percent must agree on the port.
    static constexpr std::size_t same_port_percent = 70;
    /// Votes that are kept at most; the oldest goes first.
    static constexpr std::size_t max_votes = 256;

    /// What is believed.
    struct Prediction {
        Endpoint endpoint{};    ///< without TCP port; UDP port 0: the nodes do not agree on one
        std::size_t votes = 0;  ///< networks that say so

        /// Same endpoint and votes.
        friend bool operator==(const Prediction&, const Prediction&) = default;
    };

    /// Takes the statement of another node.
    /// @param seen  the source of our datagram as the other node saw it
    /// @param by    the address of the other node
    /// @returns     what is believed now, if that is another endpoint than before
    std::optional<Prediction> add(const asio::ip::udp::endpoint& seen, const asio::ip::address& by,
                                  SteadyTime now);

private:
    struct Vote {
        asio::ip::udp::endpoint seen;
        SteadyTime at{};
    };
    struct Tally;

    void make_room(SteadyTime now);
    Tally count() const;
    std::uint16_t agreed_port(const Tally& tally) const;

    std::map<Prefix, Vote> votes_;  ///< by the network of the voter
    std::optional<Endpoint> believed_;
};

}  // namespace plexus::inline v1::net
