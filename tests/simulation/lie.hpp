#pragma once

#include <cstddef>
#include <cstdint>

namespace plexus::simulation {

/// What a node does to others by eth.
enum class Lie : std::uint8_t {
    mute,       ///< takes a slot, tells the true head, and responds to nothing
    withholds,  ///< tells the true head, and has no block
    boasts,     ///< tells a head that does not exist, heavier than any
    stale,      ///< stands still at the head that it told last, at first the genesis block
    invents,    ///< announces and sends blocks without a valid seal on top of the true head
    announces,  ///< announces hashes of blocks and transactions that do not exist
    leaves,     ///< takes slots, and disconnects everybody a moment later
    fronts,     ///< announces each true head at once, and never delivers it
    forges,     ///< responds to each request with blocks that it has made up
    drags,      ///< responds to each request late, and with nothing
    repeats,    ///< sends one made-up block of an absurd height again and again
    spams,      ///< sends transactions whose signatures yield nothing
};

inline constexpr std::size_t lies = 12;

/// The name of the enumerator.
const char* name_of(Lie lie);

/// The lie so many places further in the list, which begins again at its end.
constexpr Lie lie_after(Lie lie, std::size_t places) noexcept {
    return static_cast<Lie>((static_cast<std::size_t>(lie) + places) % lies);
}

}  // namespace plexus::simulation
