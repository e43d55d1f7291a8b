#include "peer_event.hpp"

namespace plexus::inline v1::net {

std::string_view to_string(PeerEvent event) noexcept {
    switch (event) {
        case PeerEvent::responded:
            return "responded";
        case PeerEvent::served_request:
            return "served a request";
        case PeerEvent::useful_gossip:
            return "told something new";
        case PeerEvent::empty_response:
            return "empty response";
        case PeerEvent::timed_out:
            return "request timed out";
        case PeerEvent::sent_unsolicited:
            return "unsolicited response";
        case PeerEvent::sent_bad_data:
            return "data does not verify";
        case PeerEvent::sent_garbage:
            return "malformed message";
        case PeerEvent::dial_failed:
            return "dial failed";
        case PeerEvent::handshake_failed:
            return "handshake failed";
        case PeerEvent::incompatible:
            return "incompatible network";
    }
    return "unknown event";
}

}  // namespace plexus::inline v1::net
