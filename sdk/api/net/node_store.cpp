#include "node_store.hpp"

namespace plexus::inline v1::net {

NodeStore::~NodeStore() = default;

std::string_view name_of(DialOutcome outcome) noexcept {
    switch (outcome) {
        case DialOutcome::none:
            return "none";
        case DialOutcome::connected:
            return "connected";
        case DialOutcome::unreachable:
            return "unreachable";
        case DialOutcome::refused:
            return "refused";
        case DialOutcome::useless:
            return "useless";
        case DialOutcome::misbehaved:
            return "misbehaved";
    }
    return "unknown";
}

}  // namespace plexus::inline v1::net
