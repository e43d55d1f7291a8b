#include "times.hpp"

#include <type_traits>

namespace plexus::discv4 {
namespace {

std::uint64_t unix_seconds(WallTime time) noexcept {
    const auto since = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch());
    return static_cast<std::uint64_t>(since.count());
}

}  // namespace

std::uint64_t expiration_from(WallTime now) noexcept { return unix_seconds(now + packet_lifetime); }

bool is_expired(const Packet& packet, WallTime now) noexcept {
    const auto expired = [now](const auto& fields) {
        if constexpr (requires { fields.expiration; }) {
            // Signed, as all clients compare: a number above 2^63 is a time before 1970.
            return static_cast<std::int64_t>(fields.expiration) <
                   static_cast<std::int64_t>(unix_seconds(now));
        } else {
            return false;
        }
    };
    return std::visit(expired, packet);
}

}  // namespace plexus::discv4
