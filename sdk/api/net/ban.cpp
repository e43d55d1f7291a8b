#include "ban.hpp"

namespace plexus::inline v1::net {

std::string to_string(const BanTarget& target) {
    const auto* prefix = std::get_if<Prefix>(&target);
    return prefix != nullptr ? prefix->text() : to_hex(std::get<NodeId>(target));
}

std::string_view to_string(BannedBy by) noexcept {
    return by == BannedBy::policy ? "policy" : "user";
}

}  // namespace plexus::inline v1::net
