#pragma once

#include <cstddef>
#include <cstdint>

#include "internet.hpp"

namespace plexus::simulation {

/// What a node does to others by its datagrams.
enum class Kind : std::uint8_t {
    honest,
    silent,    ///< takes no datagram
    garbling,  ///< flips a bit of every other datagram that it sends
    echoing,   ///< sends what it receives back to the sender, five times
};

/// @returns the name of the enumerator
const char* name_of(Kind kind);

/// @returns the kinds but `honest` in turn
Kind hostile_kind(std::size_t number);

/// Lets a port behave so. The port outlives its own calls of what is set here.
void misbehave(SimulatedPort& port, Kind kind, const Clock& clock);

}  // namespace plexus::simulation
