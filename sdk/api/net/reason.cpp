#include "reason.hpp"

namespace plexus::inline v1::net {

std::string_view to_string(Reason reason) noexcept {
    switch (reason) {
        case Reason::requested:
            return "disconnect requested";
        case Reason::network_error:
            return "network error";
        case Reason::protocol_breach:
            return "breach of protocol";
        case Reason::useless_peer:
            return "useless peer";
        case Reason::too_many_peers:
            return "too many peers";
        case Reason::already_connected:
            return "already connected";
        case Reason::incompatible_version:
            return "incompatible p2p version";
        case Reason::invalid_identity:
            return "invalid node identity";
        case Reason::client_quitting:
            return "client quitting";
        case Reason::unexpected_identity:
            return "unexpected identity";
        case Reason::connected_to_self:
            return "connected to self";
        case Reason::read_timeout:
            return "read timeout";
        case Reason::subprotocol_error:
            return "subprotocol error";
    }
    return "unknown reason";
}

}  // namespace plexus::inline v1::net
