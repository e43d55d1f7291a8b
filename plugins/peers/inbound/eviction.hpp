#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>

namespace plexus::peers {

/// What a peer is good for, as far as an attacker cannot have it for money alone.
struct Merit {
    Duration latency{};  ///< 0: no response has come
    /// When the peer last was the first to show something new, by the name of the message.
    std::map<std::string_view, SteadyTime> last_new{};
};

/// A peer that may lose its slot.
struct EvictionCandidate {
    net::NodeId id{};
    asio::ip::address address{};
    SteadyTime since{};
    SteadyTime useful{};  ///< when it was of use last
    int score = 0;
    Merit merit{};
};

/// Chooses who leaves when a full node is to take a newcomer. Whoever holds many slots cannot be
/// best at everything: so the peers that are best at one thing each are kept, whatever it is, and
/// half of the rest by the length of their connection. Of what remains the largest network loses
/// its youngest peer: an attacker evicts its own peers by coming again.
///
/// @param secret  decides which networks are kept for no merit at all: not to be guessed
/// @returns       nothing if all candidates are protected
/// @spec Bitcoin Core src/node/eviction.cpp, SelectNodeToEvict
std::optional<net::NodeId> choose_evicted(std::vector<EvictionCandidate> candidates,
                                          std::uint64_t secret);

/// The candidates without those that are best at one thing, and those that came first. Each class
/// keeps a quarter of the candidates at most.
///
/// @param secret  as above
/// @spec Bitcoin Core: which peers are protected
std::vector<EvictionCandidate> unprotected(std::vector<EvictionCandidate> candidates,
                                           std::uint64_t secret);

/// Chooses a dialled peer that leaves a full node for another one, so that whoever once got many
/// slots does not keep them. Chance decides among the unprotected ones, or whoever knows the rule
/// would decide; those that came first are the anchors.
///
/// @param secret  as above
/// @param chance  random
/// @returns       nothing if all candidates are protected or have just come
/// @spec go-ethereum eth/dropper.go: its times
std::optional<net::NodeId> choose_rotated(std::vector<EvictionCandidate> candidates,
                                          std::uint64_t secret, SteadyTime now,
                                          std::uint64_t chance);

/// A peer that has just come has not had the time to show what it is worth.
inline constexpr std::chrono::minutes rotated_after{10};

/// So many peers are kept for each thing that they can be best at.
inline constexpr std::size_t protected_by_class = 4;

/// Kinds of messages that count, of one peer: protocols have a few kinds of gossip.
inline constexpr std::size_t most_kinds_of_news = 8;

}  // namespace plexus::peers
