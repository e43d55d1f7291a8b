#include "distance.hpp"

#include <bit>

#include <kit/crypto/keccak.hpp>

namespace plexus::discovery {

Hash256 place_of(const net::NodeId& id) noexcept { return crypto::keccak256(id); }

unsigned log_distance(const Hash256& a, const Hash256& b) noexcept {
    for (std::size_t at = 0; at < Hash256::size(); ++at) {
        const auto difference = static_cast<std::uint8_t>(a.bytes[at] ^ b.bytes[at]);
        if (difference == 0) continue;
        return static_cast<unsigned>((Hash256::size() - at) * 8) -
               static_cast<unsigned>(std::countl_zero(difference));
    }
    return 0;
}

bool is_closer(const Hash256& target, const Hash256& a, const Hash256& b) noexcept {
    for (std::size_t at = 0; at < Hash256::size(); ++at) {
        const int to_a = a.bytes[at] ^ target.bytes[at];
        const int to_b = b.bytes[at] ^ target.bytes[at];
        if (to_a != to_b) return to_a < to_b;
    }
    return false;
}

}  // namespace plexus::discovery
