#include "address_class.hpp"

#include <array>

namespace plexus::peers {
namespace {

using asio::ip::address;
using asio::ip::address_v4;
using asio::ip::address_v6;

struct Range {
    std::uint32_t network;
    unsigned bits;
};

constexpr std::array local_ranges{
    Range{0x7F000000, 8},   // 127.0.0.0/8
    Range{0x00000000, 8},   // 0.0.0.0/8
    Range{0x0A000000, 8},   // 10.0.0.0/8
    Range{0xAC100000, 12},  // 172.16.0.0/12
    Range{0xC0A80000, 16},  // 192.168.0.0/16
    Range{0xA9FE0000, 16},  // 169.254.0.0/16
};

bool is_local_v4(const address_v4& ip) {
    for (const Range& range : local_ranges) {
        if ((ip.to_uint() ^ range.network) >> (32U - range.bits) == 0) return true;
    }
    return false;
}

address plain(const address& ip) {
    if (!ip.is_v6() || !ip.to_v6().is_v4_mapped()) return ip;
    return asio::ip::make_address_v4(asio::ip::v4_mapped, ip.to_v6());
}

address prefix_64(const address_v6& ip) {
    address_v6::bytes_type bytes = ip.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return address_v6{bytes};
}

}  // namespace

bool is_local(const address& given) {
    const address ip = plain(given);
    if (ip.is_v4()) return is_local_v4(ip.to_v4());
    const address_v6 v6 = ip.to_v6();
    constexpr std::uint8_t unique_local_mask = 0xFE;  // fc00::/7
    const bool unique_local = (v6.to_bytes()[0] & unique_local_mask) == 0xFC;
    return v6.is_loopback() || v6.is_link_local() || unique_local;
}

address neighbourhood(const address& given) {
    const address ip = plain(given);
    if (ip.is_v6()) return prefix_64(ip.to_v6());
    return address_v4{ip.to_v4().to_uint() & 0xFFFFFF00U};
}

address host_of(const address& given) {
    const address ip = plain(given);
    return ip.is_v6() ? prefix_64(ip.to_v6()) : ip;
}

}  // namespace plexus::peers
