#include "targets.hpp"

#include <bitset>

#include <kit/discovery/distance.hpp>

namespace plexus::discv4 {
namespace {

/// No node checks that a target lies on the curve.
net::NodeId numbered(std::uint32_t number) {
    net::NodeId target;
    for (std::size_t byte = 0; byte < sizeof number; ++byte) {
        target.bytes[byte] = static_cast<std::uint8_t>(number >> 8 * byte);
    }
    return target;
}

}  // namespace

unsigned first_bits(const Hash256& place, unsigned bits) {
    const unsigned first = static_cast<unsigned>(place.bytes[0]) << 8U | place.bytes[1];
    return first >> (16 - bits);
}

Targets::Targets() {
    std::bitset<1U << bits> found;
    for (std::uint32_t number = 1; !found.all(); ++number) {
        const unsigned prefix = first_bits(discovery::place_of(numbered(number)), bits);
        if (!found[prefix]) numbers_[prefix] = number;
        found.set(prefix);
    }
}

net::NodeId Targets::target(const Hash256& place, unsigned part) const {
    const unsigned prefix = first_bits(place, bits) ^ (1U << (bits - 1 - part));
    return numbered(numbers_[prefix]);
}

}  // namespace plexus::discv4
