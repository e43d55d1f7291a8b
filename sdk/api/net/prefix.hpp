#pragma once

#include <array>
#include <boost/asio/ip/address.hpp>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include <api/core/asio.hpp>
#include <api/core/result.hpp>

namespace plexus::inline v1::net {

/// The IPv4 address that an IPv4-mapped IPv6 address stands for; any other address as it is. A
/// dual-stack socket shows IPv4 remotes as mapped addresses.
/// @spec RFC 4291, 2.5.5.2
PLEXUS_API asio::ip::address unmapped(const asio::ip::address& address);

/// A block of IP addresses in CIDR notation, such as 10.0.0.0/8 or 2001:db8::/32. One address is a
/// block of 32 or 128 bits. IPv4-mapped IPv6 addresses count as IPv4 addresses everywhere.
///
/// A plain value: bits behind the prefix are zero, so equal blocks compare equal.
/// @spec RFC 4632, 3.1; RFC 4291, 2.3
class PLEXUS_API Prefix {
public:
    /// An IPv6 address, highest byte first.
    using V6Bytes = std::array<std::uint8_t, 16>;

    static constexpr unsigned v4_bits = 32;   ///< bits of an IPv4 address
    static constexpr unsigned v6_bits = 128;  ///< bits of an IPv6 address

    /// ::/0, which is every IPv6 address.
    constexpr Prefix() = default;

    /// One address alone.
    explicit Prefix(const asio::ip::address& address);

    /// The block around an address.
    /// @param bits  of the address's own family; more than it has count as all of them
    Prefix(const asio::ip::address& address, unsigned bits);

    /// A prefix of IPv4 addresses.
    /// @param bits  0 to 32; what is behind them in `address` is cleared
    static constexpr Prefix v4(std::array<std::uint8_t, 4> address, unsigned bits) noexcept {
        V6Bytes bytes{};
        bytes[10] = bytes[11] = 0xFF;
        for (std::size_t at = 0; at < address.size(); ++at) bytes[12 + at] = address[at];
        return Prefix{bytes, mapped_bits + (bits < v4_bits ? bits : v4_bits)};
    }

    /// A prefix of IPv6 addresses.
    /// @param bits  0 to 128; what is behind them in `address` is cleared
    static constexpr Prefix v6(const V6Bytes& address, unsigned bits) noexcept {
        return Prefix{address, bits < v6_bits ? bits : v6_bits};
    }

    /// Reads "10.0.0.0/8" or "2001:db8::/32"; an address without a length is that address alone.
    /// Bits behind the prefix are cleared.
    /// @errors Errc::malformed
    static Result<Prefix> parse(std::string_view text);

    /// An IPv4 block holds IPv4 addresses only, an IPv6 block IPv6 addresses only.
    bool contains(const asio::ip::address& address) const noexcept;

    /// Whether it is a prefix of IPv4 addresses.
    constexpr bool is_v4() const noexcept {
        return bits_ >= mapped_bits && shares_bits(bytes_, v4({}, 0).bytes_, mapped_bits);
    }

    /// The first address of the block.
    asio::ip::address address() const;

    /// The length of the prefix: at most 32 for IPv4, 128 for IPv6.
    constexpr unsigned bits() const noexcept { return is_v4() ? bits_ - mapped_bits : bits_; }

    /// In CIDR notation, always with the length.
    std::string text() const;

    friend constexpr auto operator<=>(const Prefix&, const Prefix&) = default;
    /// Writes CIDR notation: "10.0.0.0/8".
    friend PLEXUS_API std::ostream& operator<<(std::ostream& stream, const Prefix& prefix);

private:
    friend struct std::hash<Prefix>;

    /// IPv4 addresses are kept as the IPv6 addresses that they map to, under ::ffff:0:0/96.
    static constexpr unsigned mapped_bits = 96;

    constexpr Prefix(const V6Bytes& bytes, unsigned bits) noexcept : bits_{bits} {
        for (unsigned at = 0; at < bytes.size(); ++at) {
            const unsigned kept = bits > at * 8 ? bits - at * 8 : 0;
            const unsigned mask = kept >= 8 ? 0xFFU : 0xFFU & ~(0xFFU >> kept);
            bytes_[at] = static_cast<std::uint8_t>(bytes[at] & mask);
        }
    }

    static constexpr bool shares_bits(const V6Bytes& left, const V6Bytes& right,
                                      unsigned bits) noexcept {
        std::size_t at = 0;
        for (; bits >= 8; bits -= 8, ++at) {
            if (left[at] != right[at]) return false;
        }
        return bits == 0 || ((left[at] ^ right[at]) >> (8 - bits)) == 0;
    }

    static V6Bytes mapped(const asio::ip::address& address) noexcept;

    V6Bytes bytes_{};
    unsigned bits_ = 0;
};

}  // namespace plexus::inline v1::net

/// Not secret: a table keyed by what strangers choose must be bounded all the same.
template <>
struct std::hash<plexus::net::Prefix> {
    /// A hash of the address and the length.
    std::size_t operator()(const plexus::net::Prefix& prefix) const noexcept;
};
