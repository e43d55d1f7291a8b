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
// From format 5 on: receipts without blooms.
constexpr std::uint8_t plain_without_blooms = 0x56;
constexpr std::uint8_t compressed_without_blooms = 0x69;
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

bool has_checksum(std::uint8_t first) {
    return first == plain || first == compressed || first == plain_without_blooms ||
           first == compressed_without_blooms;
}

bool is_compressed(std::uint8_t first) {
    return first == compressed || first == compressed_unchecked ||
           first == compressed_without_blooms;
}

/// How a checked value begins.
std::uint8_t first_byte(bool compresses, chain::ReceiptForm form) {
    if (form == chain::ReceiptForm::with_blooms) return compresses ? compressed : plain;
    return compresses ? compressed_without_blooms : plain_without_blooms;
}

/// The data behind the first byte and the checksum; nothing if it is damaged.
std::optional<BytesView> checked_data(BytesView packed) {
    if (packed.size() < begin_bytes || !has_checksum(packed[0])) return std::nullopt;
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

Bytes pack(BytesView value, chain::ReceiptForm form) {
    const std::string_view text = text_of(value);
    Bytes packed(begin_bytes + snappy::MaxCompressedLength(text.size()));
    std::size_t size = 0;
    auto* const target = reinterpret_cast<char*>(packed.data() + begin_bytes);
    snappy::RawCompress(text.data(), text.size(), target, &size);
    const bool compresses = size < value.size();
    packed[0] = first_byte(compresses, form);
    packed.resize(begin_bytes + std::min(size, value.size()));
    if (!compresses) std::ranges::copy(value, packed.begin() + begin_bytes);
    const auto sum = checksum_of(BytesView{packed}.subspan(begin_bytes));
    std::ranges::copy(sum.bytes, packed.begin() + 1);
    return packed;
}

chain::ReceiptForm form_of(BytesView packed) {
    const bool without = !packed.empty() && (packed[0] == plain_without_blooms ||
                                             packed[0] == compressed_without_blooms);
    return without ? chain::ReceiptForm::without_blooms : chain::ReceiptForm::with_blooms;
}

std::optional<Packed> checked(BytesView packed) {
    const std::optional<BytesView> data = checked_data(packed);
    if (!data) return std::nullopt;
    return Packed{is_compressed(packed[0]), *data};
}

bool unpack(BytesView packed, Bytes& out) {
    if (packed.empty()) return false;
    const std::uint8_t first = packed[0];
    const bool unchecked = first == plain_unchecked || first == compressed_unchecked;
    const std::optional<BytesView> data = unchecked ? packed.subspan(1) : checked_data(packed);
    if (!data) return false;
    if (is_compressed(first)) return inflate(*data, out);
    out.insert(out.end(), data->begin(), data->end());
    return true;
}

}  // namespace plexus::chainstore
