#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <api/core/bytes.hpp>
#include <api/net/capability.hpp>
#include <api/net/protocol_counters.hpp>
#include <api/net/scoring_policy.hpp>
#include <api/net/transport.hpp>

namespace plexus::inline v1::net {

class Peer;
/// May outlive the connection.
using PeerPtr = std::shared_ptr<Peer>;

/// Traffic per second: exponentially weighted averages over about ten seconds.
struct TrafficRates {
    double bytes_in = 0;      ///< received
    double bytes_out = 0;     ///< sent
    double messages_in = 0;   ///< received
    double messages_out = 0;  ///< sent
};

/// The head of a peer's chain, as it told one of its sessions.
struct PeerHead {
    Hash256 hash{};            ///< of the head's header
    std::uint64_t number = 0;  ///< 0 if the protocol did not tell it

    friend bool operator==(const PeerHead&, const PeerHead&) = default;
};

/// One capability spoken with a peer.
struct CapabilityStats {
    CapabilityInfo info{};           ///< name and version, as agreed on
    std::uint64_t bytes_in = 0;      ///< of payloads, after decompression
    std::uint64_t bytes_out = 0;     ///< of payloads, before compression
    std::uint64_t messages_in = 0;   ///< received
    std::uint64_t messages_out = 0;  ///< sent
    TrafficRates rates{};            ///< of payloads, as the counts above
    ProtocolStats protocol{};        ///< what the session counts; zeros if it counts nothing
    std::optional<PeerHead> head{};  ///< if the session tells one
};

/// One connected peer, for people and programs to look at.
struct PeerStats {
    PeerPtr peer{};                         ///< never null
    int score = 0;                          ///< the policy's, as of its last report or look
    std::vector<ScorePart> score_parts{};   ///< what the score is made of, likewise
    PeerRecord record{};                    ///< what the policy keeps of it, likewise
    bool is_static = false;                 ///< kept connected
    bool is_trusted = false;                ///< accepted beyond all limits
    std::chrono::seconds connected_for{0};  ///< since its Hello
    std::uint64_t requests = 0;             ///< with a response of the peer that was checked
    std::uint64_t failures = 0;             ///< timeouts and bad responses
    LinkStats link{};                       ///< of the connection, all capabilities together
    TrafficRates rates{};                   ///< of the link, on the wire
    Duration latency{};              ///< smoothed, of requests; of pings until the first response
    std::size_t in_flight = 0;       ///< requests of all capabilities that wait for their response
    std::optional<PeerHead> head{};  ///< of the first capability that tells one
    std::vector<CapabilityStats> capabilities{};  ///< in the order of Peer::shared()
};

}  // namespace plexus::inline v1::net
