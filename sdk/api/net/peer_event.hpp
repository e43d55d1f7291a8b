#pragma once

#include <cstdint>
#include <string_view>

#include <api/core/api.hpp>

namespace plexus::inline v1::net {

/// What a peer did, as its sessions report it. The scoring policy decides what it costs.
enum class PeerEvent : std::uint8_t {
    responded,         ///< a response of good form came in time; what it says is not checked yet
    served_request,    ///< responded, and the response checked
    useful_gossip,     ///< sent gossip that was new and valid
    empty_response,    ///< legal, but of no use
    timed_out,         ///< a request had no response in time
    sent_unsolicited,  ///< a response without a request
    sent_bad_data,     ///< decodes, but does not verify
    sent_garbage,      ///< no correct implementation sends this
    dial_failed,       ///< could not be reached
    handshake_failed,  ///< could be reached, but no session came of it
    incompatible,      ///< another network, genesis or fork
};

/// The name of the enumerator.
PLEXUS_API std::string_view to_string(PeerEvent event) noexcept;

}  // namespace plexus::inline v1::net
