#include "packing.hpp"

#include <algorithm>
#include <optional>

#include <snappy.h>

#include <kit/era/crc32c.hpp>

namespace plexus::chainstore {
namespace {

// How a value stands in the file. Values of formats 1 and 2 have no checksum.
constexpr std::uint8_t plain_unchecked = 0;
constexpr std::uint8_t compressed_unchecked = 1;
// No changed bit makes one of these another one, or one without a checksum.
constexpr std::uint8_t plain = 0x0c;
constexpr std::uint8_t compressed = 0x33;
constexpr std::size_t begin_bytes = 1 + checksum_bytes;  // of a checked value
constexpr std::size_t most_growth = 32;  // Snappy's best element makes 64 bytes of 3

bool inflate(BytesView data, Bytes& out) {
    const std::string_view text = text_of(data);
    std::size_t size = 0;
    if (!snappy::GetUncompressedLength(text.data(), text.size(), &size)) return false;
    if (size / most_growth > data.size()) return false;
    const std::size_t begin = out.size();
    out.resize(begin + size);
    auto* const target = reinterpret_cast<char*>(out.data() + begin);
    return snappy::RawUncompress(text.data(), text.size(), target);
}

/// The data behind the first byte and the checksum; nothing if it is damaged.
std::optional<BytesView> checked_data(BytesView packed) {
    const bool has_checksum =
        packed.size() >= begin_bytes && (packed[0] == plain || packed[0] == compressed);
    if (!has_checksum) return std::nullopt;
    const BytesView data = packed.subspan(begin_bytes);
    if (!is_checksum(packed.subspan(1, checksum_bytes), data)) return std::nullopt;
    return data;
}

}  // namespace

FixedBytes<checksum_bytes> checksum_of(BytesView data) {
    FixedBytes<checksum_bytes> bytes;
    const std::uint32_t sum = era::crc32c(data);
    for (std::size_t i = 0; i < checksum_bytes; ++i) {
        bytes.bytes[i] = static_cast<std::uint8_t>(sum >> 8 * i);
    }
    return bytes;
}

bool is_checksum(BytesView bytes, BytesView data) {
    return std::ranges::equal(bytes, checksum_of(data));
}

Bytes pack(BytesView value) {
    const std::string_view text = text_of(value);
    Bytes packed(begin_bytes + snappy::MaxCompressedLength(text.size()));
    std::size_t size = 0;
    auto* const target = reinterpret_cast<char*>(packed.data() + begin_bytes);
    snappy::RawCompress(text.data(), text.size(), target, &size);
    packed[0] = size < value.size() ? compressed : plain;
    packed.resize(begin_bytes + std::min(size, value.size()));
    if (packed[0] == plain) std::ranges::copy(value, packed.begin() + begin_bytes);
    const auto sum = checksum_of(BytesView{packed}.subspan(begin_bytes));
    std::ranges::copy(sum.bytes, packed.begin() + 1);
    return packed;
}

std::optional<Packed> checked(BytesView packed) {
    const std::optional<BytesView> data = checked_data(packed);
    if (!data) return std::nullopt;
    return Packed{packed[0] == compressed, *data};
}

bool unpack(BytesView packed, Bytes& out) {
    if (packed.empty()) return false;
    const bool checked = packed[0] == plain || packed[0] == compressed;
    const std::optional<BytesView> data = checked ? checked_data(packed) : packed.subspan(1);
    if (!data) return false;
    if (packed[0] == compressed || packed[0] == compressed_unchecked) return inflate(*data, out);
    if (packed[0] != plain && packed[0] != plain_unchecked) return false;
    out.insert(out.end(), data->begin(), data->end());
    return true;
}

}  // namespace plexus::chainstore
