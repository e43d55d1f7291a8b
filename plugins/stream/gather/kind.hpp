#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace plexus::stream {

/// What was seen. The numbers are written to the wire and never change.
enum class Kind : std::uint8_t {
    block = 1,        ///< a whole block
    block_hash = 2,   ///< an announced block
    tx = 3,           ///< a whole transaction
    tx_announce = 4,  ///< an announced transaction
    vote = 5,         ///< a validator's vote (BSC)
    peer_joined = 6,  ///< a connection has become a peer
    peer_left = 7,    ///< a peer's connection has ended
};

/// How many kinds there are.
inline constexpr std::size_t kind_count = 7;

/// All kinds, in the order in which they are dropped.
inline constexpr std::array<Kind, kind_count> drop_order{
    Kind::tx_announce, Kind::tx,         Kind::vote, Kind::peer_left,
    Kind::peer_joined, Kind::block_hash, Kind::block};

/// The place of a kind in an array with one entry for each.
constexpr std::size_t index_of(Kind kind) noexcept { return static_cast<std::size_t>(kind) - 1; }

/// The name of the enumerator.
constexpr std::string_view name_of(Kind kind) noexcept {
    constexpr std::array<std::string_view, kind_count> names{
        "block", "block_hash", "tx", "tx_announce", "vote", "peer_joined", "peer_left"};
    return names[index_of(kind)];
}

/// @returns nothing for a number that is no kind's
constexpr std::optional<Kind> kind_of(std::uint8_t number) noexcept {
    if (number == 0 || number > kind_count) return std::nullopt;
    return static_cast<Kind>(number);
}

}  // namespace plexus::stream
