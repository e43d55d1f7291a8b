#include "uint256.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <ostream>

namespace plexus::inline v1 {
namespace {

/// As wide as the product of two, so that nothing is lost before it is looked at.
using Uint512 = boost::multiprecision::uint512_t;

Uint512 widen(const Uint256& value) {
    const FixedBytes<Uint256::size_bytes> digits = value.to_big_endian();
    Uint512 wide;
    boost::multiprecision::import_bits(wide, digits.begin(), digits.end());
    return wide;
}

bool fits(const Uint512& value) { return (value >> Uint256::size_bits) == 0; }

std::optional<Uint256> narrow(const Uint512& value) {
    if (!fits(value)) return std::nullopt;
    FixedBytes<Uint256::size_bytes> digits;
    const auto end =
        boost::multiprecision::export_bits(value, digits.bytes.begin(), 8 /* bits a digit */);
    return Uint256::from_big_endian({digits.bytes.begin(), end});
}

/// @returns the base or more if it is no digit
unsigned value_of(char digit, unsigned base) noexcept {
    if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10;
    if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A') + 10;
    return base;
}

}  // namespace

std::optional<Uint256> Uint256::parse(std::string_view text) noexcept {
    const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
    const unsigned base = is_hex ? 16 : 10;
    if (is_hex) text.remove_prefix(2);
    if (text.empty()) return std::nullopt;
    Uint512 value;
    for (const char letter : text) {
        const unsigned digit = value_of(letter, base);
        if (digit >= base) return std::nullopt;
        value = value * base + digit;
        if (!fits(value)) return std::nullopt;
    }
    return narrow(value);
}

std::string Uint256::text() const { return widen(*this).str(); }

// A response for a large block has a hundred thousand of them.
std::string Uint256::hex() const {
    static constexpr std::string_view digits = "0123456789abcdef";
    const std::size_t count = std::max<std::size_t>(1, (bit_width() + 3) / 4);
    std::string text(2 + count, '0');
    text[1] = 'x';
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t limb = limbs_[limb_count - 1 - i / 16];
        text[text.size() - 1 - i] = digits[(limb >> i % 16 * 4) & 15U];
    }
    return text;
}

std::optional<Uint256> Uint256::checked_add(const Uint256& other) const noexcept {
    Uint256 sum;
    bool carry = false;
    for (std::size_t at = limb_count; at-- > 0;) {
        const std::uint64_t part = limbs_[at] + other.limbs_[at];
        sum.limbs_[at] = part + (carry ? 1 : 0);
        carry = part < limbs_[at] || sum.limbs_[at] < part;
    }
    if (carry) return std::nullopt;
    return sum;
}

std::optional<Uint256> Uint256::checked_sub(const Uint256& other) const noexcept {
    if (*this < other) return std::nullopt;
    return narrow(widen(*this) - widen(other));
}

std::optional<Uint256> Uint256::checked_mul(const Uint256& other) const noexcept {
    return narrow(widen(*this) * widen(other));
}

std::optional<Uint256> Uint256::checked_div(const Uint256& other) const noexcept {
    if (other == 0) return std::nullopt;
    return narrow(widen(*this) / widen(other));
}

std::ostream& operator<<(std::ostream& stream, const Uint256& value) {
    return stream << value.text();
}

}  // namespace plexus::inline v1
