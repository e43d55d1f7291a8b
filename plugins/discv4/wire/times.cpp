#include "times.hpp"

namespace plexus::discv4 {
namespace {

std::uint64_t unix_seconds(WallTime time) noexcept {
    const auto since = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch());
    return static_cast<std::uint64_t>(since.count());
}

}  // namespace

std::uint64_t expiration_from(WallTime now) noexcept { return unix_seconds(now + packet_lifetime); }

std::optional<std::uint64_t> expiration_of(const Packet& packet) noexcept {
    const auto dated = [](const auto& fields) -> std::optional<std::uint64_t> {
        if constexpr (requires { fields.expiration; }) {
            return fields.expiration;
        } else {
            return std::nullopt;
        }
    };
    return std::visit(dated, packet);
}

bool is_expired(const Packet& packet, WallTime now) noexcept {
    const std::optional<std::uint64_t> expiration = expiration_of(packet);
    // Signed, as all clients compare: a number above 2^63 is a time before 1970.
    return expiration &&
           static_cast<std::int64_t>(*expiration) < static_cast<std::int64_t>(unix_seconds(now));
}

}  // namespace plexus::discv4
