#include "base64url.hpp"

#include <cstdint>

namespace plexus::enr {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned digit_bits = 6;
constexpr unsigned byte_bits = 8;

}  // namespace

std::string to_base64url(BytesView bytes) {
    std::string text;
    text.reserve((bytes.size() * byte_bits + digit_bits - 1) / digit_bits);
    std::uint32_t window = 0;
    unsigned filled = 0;
    for (const std::uint8_t byte : bytes) {
        window = window << byte_bits | byte;
        filled += byte_bits;
        while (filled >= digit_bits) {
            filled -= digit_bits;
            text += alphabet[window >> filled & 0x3f];
        }
    }
    if (filled > 0) text += alphabet[window << (digit_bits - filled) & 0x3f];
    return text;
}

std::optional<Bytes> from_base64url(std::string_view text) {
    Bytes bytes;
    bytes.reserve(text.size() * digit_bits / byte_bits);
    std::uint32_t window = 0;
    unsigned filled = 0;
    for (const char character : text) {
        const std::size_t digit = alphabet.find(character);
        if (digit == std::string_view::npos) return std::nullopt;
        window = window << digit_bits | static_cast<std::uint32_t>(digit);
        filled += digit_bits;
        if (filled < byte_bits) continue;
        filled -= byte_bits;
        bytes.push_back(static_cast<std::uint8_t>(window >> filled));
        window &= (1U << filled) - 1;
    }
    const bool whole = filled < digit_bits;  // a digit that begins no byte is one too many
    if (!whole || window != 0) return std::nullopt;
    return bytes;
}

}  // namespace plexus::enr
