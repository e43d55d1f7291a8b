#include "address_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <span>

namespace plexus::discv4 {
namespace {

/// A block of addresses, the first bytes of its base being enough.
template <std::size_t N>
struct Block {
    std::array<std::uint8_t, N> base;
    unsigned prefix_bits;
    Reach reach;
};

bool shares_prefix(std::span<const std::uint8_t> left, std::span<const std::uint8_t> right,
                   unsigned bits) noexcept {
    const std::size_t whole = bits / 8;
    if (!std::equal(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(whole),
                    right.begin())) {
        return false;
    }
    const unsigned rest = bits % 8;
    return rest == 0 || ((left[whole] ^ right[whole]) >> (8 - rest)) == 0;
}

// The first block that fits decides.
constexpr std::array<Block<4>, 15> blocks4{{
    {{0}, 8, Reach::nowhere},
    {{10}, 8, Reach::lan},
    {{100, 64}, 10, Reach::lan},  // carrier-grade NAT: seen from inside only
    {{127}, 8, Reach::loopback},
    {{169, 254}, 16, Reach::lan},
    {{172, 16}, 12, Reach::lan},
    {{192, 0, 0}, 24, Reach::nowhere},
    {{192, 0, 2}, 24, Reach::nowhere},
    {{192, 88, 99}, 24, Reach::nowhere},
    {{192, 168}, 16, Reach::lan},
    {{198, 18}, 15, Reach::nowhere},
    {{198, 51, 100}, 24, Reach::nowhere},
    {{203, 0, 113}, 24, Reach::nowhere},
    {{224}, 4, Reach::nowhere},
    {{240}, 4, Reach::nowhere},
}};

constexpr std::array<Block<16>, 11> blocks6{{
    {{}, 128, Reach::nowhere},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, Reach::loopback},
    {{}, 96, Reach::nowhere},  // the old IPv4-compatible addresses
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, Reach::nowhere},
    {{0, 0x64, 0xff, 0x9b}, 32, Reach::nowhere},  // translation prefixes
    {{1}, 64, Reach::nowhere},                    // discard only
    {{0x20, 0x01, 0x00}, 23, Reach::nowhere},     // IETF assignments: Teredo, benchmarks, ORCHID
    {{0x20, 0x01, 0x0d, 0xb8}, 32, Reach::nowhere},
    {{0xfc}, 7, Reach::lan},
    {{0xfe, 0x80}, 10, Reach::lan},
    {{0xff}, 8, Reach::nowhere},
}};

template <std::size_t N, std::size_t Count>
Reach find(const std::array<Block<N>, Count>& blocks,
           const std::array<std::uint8_t, N>& address) noexcept {
    for (const Block<N>& block : blocks) {
        if (shares_prefix(block.base, address, block.prefix_bits)) return block.reach;
    }
    return Reach::global;
}

bool contains(const asio::ip::address& base, unsigned bits, const asio::ip::address& address) {
    if (base.is_v4() != address.is_v4()) return false;
    if (base.is_v4()) {
        return shares_prefix(base.to_v4().to_bytes(), address.to_v4().to_bytes(), bits);
    }
    return shares_prefix(base.to_v6().to_bytes(), address.to_v6().to_bytes(), bits);
}

}  // namespace

Reach reach_of(const asio::ip::address& address) noexcept {
    const asio::ip::address plain = unmapped(address);
    return plain.is_v4() ? find(blocks4, plain.to_v4().to_bytes())
                         : find(blocks6, plain.to_v6().to_bytes());
}

bool may_relay(const asio::ip::address& teller, const asio::ip::address& told) noexcept {
    const Reach from = reach_of(teller);
    switch (reach_of(told)) {
        case Reach::nowhere:
            return false;
        case Reach::loopback:
            return from == Reach::loopback;
        case Reach::lan:
            return from == Reach::loopback || from == Reach::lan;
        case Reach::global:
            return true;
    }
    return false;
}

std::uint64_t subnet_of(const asio::ip::address& address) noexcept {
    if (address.is_v4()) return address.to_v4().to_uint() >> 8;
    const auto bytes = address.to_v6().to_bytes();
    std::uint64_t prefix = 0;
    std::memcpy(&prefix, bytes.data(), sizeof prefix);
    return prefix;
}

bool is_limited(const asio::ip::address& address) noexcept {
    const Reach reach = reach_of(address);
    return reach != Reach::loopback && reach != Reach::lan;
}

asio::ip::address unmapped(const asio::ip::address& address) {
    if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

Result<NetRestrict::Network> NetRestrict::parse_one(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return make_error_code(Errc::malformed);
    Network network;
    ErrorCode error;
    network.base = asio::ip::make_address(text.substr(0, slash), error);
    const std::string_view bits = text.substr(slash + 1);
    const char* const end = bits.data() + bits.size();
    const auto parsed = std::from_chars(bits.data(), end, network.prefix_bits);
    const unsigned limit = network.base.is_v4() ? 32 : 128;
    if (error || parsed.ec != std::errc{} || parsed.ptr != end || network.prefix_bits > limit) {
        return make_error_code(Errc::malformed);
    }
    return network;
}

Result<NetRestrict> NetRestrict::parse(const std::vector<std::string>& networks) {
    NetRestrict restrict;
    for (const std::string& text : networks) {
        const Result<Network> network = parse_one(text);
        if (!network) return network.error();
        restrict.networks_.push_back(*network);
    }
    return restrict;
}

bool NetRestrict::allows(const asio::ip::address& address) const noexcept {
    return networks_.empty() || std::ranges::any_of(networks_, [&](const Network& network) {
               return contains(network.base, network.prefix_bits, address);
           });
}

}  // namespace plexus::discv4
