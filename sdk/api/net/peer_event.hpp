#pragma once

#include <cstdint>
#include <string_view>

#include <api/core/api.hpp>

namespace plexus::inline v1::net {

/// What a peer did, as sessions and handlers report it. What it costs is the policy's business.
enum class PeerEvent : std::uint8_t {
    served_request,    ///< answered, and the response checked
    useful_gossip,     ///< told something new and true
    empty_response,    ///< legal, but of no use
    timed_out,         ///< a request was not answered in time
    sent_unsolicited,  ///< a response nobody asked for
    sent_bad_data,     ///< decodes, but does not verify
    sent_garbage,      ///< no correct implementation sends this
    dial_failed,       ///< could not be reached
    handshake_failed,  ///< could be reached, but no session came of it
    incompatible,      ///< another network, genesis or fork
};

PLEXUS_API std::string_view to_string(PeerEvent event) noexcept;

}  // namespace plexus::inline v1::net
