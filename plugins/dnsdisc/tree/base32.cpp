#include "base32.hpp"

#include <cstdint>

namespace plexus::dnsdisc {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr unsigned bits_per_digit = 5;
constexpr unsigned bits_per_byte = 8;
constexpr unsigned digit_mask = 31;

}  // namespace

std::optional<Bytes> from_base32(std::string_view text) {
    Bytes bytes;
    std::uint32_t window = 0;
    unsigned filled = 0;
    for (const char digit : text) {
        const std::size_t value = alphabet.find(digit);
        if (value == std::string_view::npos) return std::nullopt;
        window = (window << bits_per_digit) | static_cast<std::uint32_t>(value);
        filled += bits_per_digit;
        if (filled < bits_per_byte) continue;
        filled -= bits_per_byte;
        bytes.push_back(static_cast<std::uint8_t>(window >> filled));
        window &= (1U << filled) - 1;
    }
    if (filled >= bits_per_digit || window != 0) return std::nullopt;
    return bytes;
}

std::string to_base32(BytesView bytes) {
    std::string text;
    std::uint32_t window = 0;
    unsigned filled = 0;
    for (const std::uint8_t byte : bytes) {
        window = (window << bits_per_byte) | byte;
        for (filled += bits_per_byte; filled >= bits_per_digit; filled -= bits_per_digit) {
            text += alphabet[(window >> (filled - bits_per_digit)) & digit_mask];
        }
        window &= (1U << filled) - 1;
    }
    if (filled > 0) text += alphabet[(window << (bits_per_digit - filled)) & digit_mask];
    return text;
}

}  // namespace plexus::dnsdisc
