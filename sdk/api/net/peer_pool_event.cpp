#include "peer_pool_event.hpp"

namespace plexus::inline v1::net {

std::string_view to_string(RefusalCause cause) noexcept {
    switch (cause) {
        case RefusalCause::banned:
            return "banned";
        case RefusalCause::too_many_peers:
            return "too many peers";
        case RefusalCause::already_connected:
            return "already connected";
        case RefusalCause::connected_to_self:
            return "connected to self";
        case RefusalCause::no_shared_capability:
            return "no shared capability";
        case RefusalCause::stopping:
            return "stopping";
        case RefusalCause::too_many_pending:
            return "too many pending connections";
        case RefusalCause::too_many_from_network:
            return "too many pending connections from its network";
        case RefusalCause::too_soon:
            return "came again too soon";
        case RefusalCause::gated:
            return "gated";
    }
    return "unknown cause";
}

}  // namespace plexus::inline v1::net
