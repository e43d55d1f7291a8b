#include "prefix.hpp"

#include <charconv>
#include <ostream>

namespace plexus::inline v1::net {

asio::ip::address unmapped(const asio::ip::address& address) {
    if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

Prefix::V6Bytes Prefix::mapped(const asio::ip::address& address) noexcept {
    if (address.is_v6()) return address.to_v6().to_bytes();
    return v4(address.to_v4().to_bytes(), v4_bits).bytes_;
}

Prefix::Prefix(const asio::ip::address& address) : Prefix{mapped(address), v6_bits} {}

Prefix::Prefix(const asio::ip::address& address, unsigned bits) {
    const asio::ip::address plain = unmapped(address);
    *this = plain.is_v4() ? v4(plain.to_v4().to_bytes(), bits) : v6(plain.to_v6().to_bytes(), bits);
}

Result<Prefix> Prefix::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    ErrorCode error;
    const auto address = asio::ip::make_address(std::string{text.substr(0, slash)}, error);
    if (error) return make_error_code(Errc::malformed);
    if (slash == std::string_view::npos) return Prefix{address};

    const std::string_view digits = text.substr(slash + 1);
    unsigned bits = 0;
    const char* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, bits);
    const unsigned most = address.is_v4() ? v4_bits : v6_bits;
    if (read.ec != std::errc{} || read.ptr != end || bits > most) {
        return make_error_code(Errc::malformed);
    }
    // The length belongs to the family that was written: ::ffff:10.0.0.0/104 is 10.0.0.0/8.
    return Prefix{mapped(address), address.is_v4() ? mapped_bits + bits : bits};
}

bool Prefix::contains(const asio::ip::address& address) const noexcept {
    const V6Bytes bytes = mapped(address);
    if (!shares_bits(bytes_, bytes, bits_)) return false;
    // From this length on an IPv4 block shares no bits with an IPv6 address, nor the other way
    // round.
    return bits_ >= mapped_bits || !shares_bits(bytes, v4({}, 0).bytes_, mapped_bits);
}

asio::ip::address Prefix::address() const { return unmapped(asio::ip::address_v6{bytes_}); }

std::string Prefix::text() const { return address().to_string() + '/' + std::to_string(bits()); }

std::ostream& operator<<(std::ostream& stream, const Prefix& prefix) {
    return stream << prefix.text();
}

}  // namespace plexus::inline v1::net

std::size_t std::hash<plexus::net::Prefix>::operator()(
    const plexus::net::Prefix& prefix) const noexcept {
    const std::string_view bytes{reinterpret_cast<const char*>(prefix.bytes_.data()),
                                 prefix.bytes_.size()};
    return std::hash<std::string_view>{}(bytes) ^ prefix.bits_;
}
