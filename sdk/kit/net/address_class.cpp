#include "address_class.hpp"

#include <array>

namespace plexus::inline v1::net {
namespace {

constexpr unsigned v4_network_bits = 24;
constexpr unsigned v6_network_bits = 64;

struct Entry {
    Prefix block;
    AddressClass is;
};

using enum AddressClass;

// Only the first three blocks of IPv6 overlap; the longer prefix comes first.
constexpr std::array entries{
    Entry{Prefix::v4({0}, 8), special},
    Entry{Prefix::v4({10}, 8), private_use},
    Entry{Prefix::v4({100, 64}, 10), shared},
    Entry{Prefix::v4({127}, 8), loopback},
    Entry{Prefix::v4({169, 254}, 16), link_local},
    Entry{Prefix::v4({172, 16}, 12), private_use},
    Entry{Prefix::v4({192, 0, 0}, 24), special},    // IETF protocol assignments
    Entry{Prefix::v4({192, 0, 2}, 24), special},    // documentation
    Entry{Prefix::v4({192, 88, 99}, 24), special},  // 6to4 relay anycast, deprecated
    Entry{Prefix::v4({192, 168}, 16), private_use},
    Entry{Prefix::v4({198, 18}, 15), special},       // benchmarking
    Entry{Prefix::v4({198, 51, 100}, 24), special},  // documentation
    Entry{Prefix::v4({203, 0, 113}, 24), special},   // documentation
    Entry{Prefix::v4({224}, 4), special},            // multicast
    Entry{Prefix::v4({240}, 4), special},            // reserved, and broadcast

    Entry{Prefix::v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128), loopback},
    Entry{Prefix::v6({}, 96), special},                        // unspecified, and IPv4-compatible
    Entry{Prefix::v6({0, 0x64, 0xFF, 0x9B}, 32), special},     // translation to IPv4
    Entry{Prefix::v6({1}, 64), special},                       // discard only
    Entry{Prefix::v6({0x20, 0x01}, 23), special},              // IETF protocol assignments
    Entry{Prefix::v6({0x20, 0x01, 0x0D, 0xB8}, 32), special},  // documentation
    Entry{Prefix::v6({0x20, 0x02}, 16), special},              // 6to4, deprecated
    Entry{Prefix::v6({0xFC}, 7), private_use},
    Entry{Prefix::v6({0xFE, 0x80}, 10), link_local},
    Entry{Prefix::v6({0xFF}, 8), special},  // multicast
};

bool is_local(AddressClass of) noexcept {
    return of == loopback || of == link_local || of == private_use;
}

Prefix around(const asio::ip::address& address, unsigned v4_bits) {
    const asio::ip::address plain = unmapped(address);
    return Prefix{plain, plain.is_v4() ? v4_bits : v6_network_bits};
}

}  // namespace

AddressClass class_of(const asio::ip::address& address) noexcept {
    for (const Entry& entry : entries) {
        if (entry.block.contains(address)) return entry.is;
    }
    return global;
}

bool is_local(const asio::ip::address& address) noexcept { return is_local(class_of(address)); }

bool may_relay(const asio::ip::address& sender, const asio::ip::address& named) noexcept {
    const AddressClass from = class_of(sender);
    switch (class_of(named)) {
        case special:
            return false;
        case loopback:
            return from == loopback;
        case link_local:
        case private_use:
        case shared:
            return is_local(from) || from == shared;
        case global:
            return true;
    }
    return false;
}

Prefix network_of(const asio::ip::address& address) { return around(address, v4_network_bits); }

Prefix host_of(const asio::ip::address& address) { return around(address, Prefix::v4_bits); }

}  // namespace plexus::inline v1::net
