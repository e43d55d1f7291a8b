#include "bytes.hpp"

#include <boost/algorithm/hex.hpp>

namespace plexus::inline v1 {

std::string to_hex(BytesView bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text(bytes.size() * 2, '0');
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        text[2 * i] = digits[bytes[i] >> 4U];
        text[2 * i + 1] = digits[bytes[i] & 15U];
    }
    return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    try {
        boost::algorithm::unhex(text.begin(), text.end(), std::back_inserter(bytes));
    } catch (const boost::algorithm::hex_decode_error&) {
        return std::nullopt;
    }
    return bytes;
}

}  // namespace plexus::inline v1
