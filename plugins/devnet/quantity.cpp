#include "quantity.hpp"

namespace plexus::devnet {
namespace {

std::optional<unsigned> digit(char text, unsigned base) noexcept {
    unsigned value = base;
    if (text >= '0' && text <= '9') value = static_cast<unsigned>(text - '0');
    if (text >= 'a' && text <= 'f') value = static_cast<unsigned>(text - 'a') + 10;
    if (text >= 'A' && text <= 'F') value = static_cast<unsigned>(text - 'A') + 10;
    if (value >= base) return std::nullopt;
    return value;
}

/// @returns false if the result needs more than 256 bits
bool append(eth::Wide& value, unsigned base, unsigned digit) noexcept {
    unsigned carry = digit;
    for (std::size_t i = value.size(); i-- > 0;) {
        carry += value.bytes[i] * base;
        value.bytes[i] = static_cast<std::uint8_t>(carry);
        carry >>= 8;
    }
    return carry == 0;
}

}  // namespace

std::optional<eth::Wide> parse_quantity(std::string_view text) noexcept {
    unsigned base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
        if (text.empty()) return std::nullopt;
    }
    eth::Wide value;
    for (const char letter : text) {
        const std::optional<unsigned> next = digit(letter, base);
        if (!next || !append(value, base, *next)) return std::nullopt;
    }
    return value;
}

std::optional<std::uint64_t> narrow(const eth::Wide& value) noexcept {
    if (eth::bit_width(value) > 64) return std::nullopt;
    std::uint64_t result = 0;
    for (const std::uint8_t byte : value.view().last(sizeof result)) result = result << 8 | byte;
    return result;
}

}  // namespace plexus::devnet
