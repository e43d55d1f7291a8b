#include "framing.hpp"

#include <snappy.h>
#include <optional>

#include "crc32c.hpp"
#include "little_endian.hpp"

namespace plexus::era {
namespace {

constexpr std::size_t chunk_header_bytes = 4;  // a type, and the length in three bytes
constexpr std::size_t checksum_bytes = 4;
constexpr std::size_t chunk_data_bytes = 65536;  // the most that one chunk may hold, uncompressed
constexpr std::string_view stream_identifier = "sNaPpY";

namespace chunk {
constexpr std::uint8_t compressed = 0x00;
constexpr std::uint8_t uncompressed = 0x01;
constexpr std::uint8_t first_skippable = 0x80;  // below: reserved, and not to be skipped
constexpr std::uint8_t identifier = 0xff;
}  // namespace chunk

struct Chunk {
    std::uint8_t type;
    BytesView payload;
};

std::optional<Chunk> take_chunk(BytesView& rest) {
    if (rest.size() < chunk_header_bytes) return std::nullopt;
    const auto length = static_cast<std::size_t>(from_little_endian(rest.subspan(1, 3)));
    if (rest.size() - chunk_header_bytes < length) return std::nullopt;
    const Chunk chunk{rest[0], rest.subspan(chunk_header_bytes, length)};
    rest = rest.subspan(chunk_header_bytes + length);
    return chunk;
}

bool is_identifier(const Chunk& chunk) {
    return chunk.type == chunk::identifier && text_of(chunk.payload) == stream_identifier;
}

/// The masking of checksums that the format demands: a CRC over data that holds CRCs is weak.
std::uint32_t masked(std::uint32_t crc) { return (crc >> 15 | crc << 17) + 0xa282ead8U; }

/// The uncompressed size of a data chunk, whose content begins with the checksum.
Result<std::size_t> declared_size(const Chunk& chunk, BytesView data) {
    if (chunk.type == chunk::uncompressed) return data.size();
    std::size_t size = 0;
    const std::string_view text = text_of(data);
    if (!snappy::GetUncompressedLength(text.data(), text.size(), &size)) return Errc::malformed;
    return size;
}

Result<void> add_data(const Chunk& chunk, std::size_t max_bytes, Bytes& out) {
    if (chunk.payload.size() < checksum_bytes) return Errc::malformed;
    const BytesView data = chunk.payload.subspan(checksum_bytes);
    const Result<std::size_t> size = declared_size(chunk, data);
    if (!size) return size.error();
    if (*size > chunk_data_bytes) return Errc::malformed;
    if (*size > max_bytes - out.size()) return Errc::limit_exceeded;

    const std::size_t begin = out.size();
    if (chunk.type == chunk::uncompressed) {
        out.insert(out.end(), data.begin(), data.end());
    } else {
        out.resize(begin + *size);
        const std::string_view text = text_of(data);
        auto* const target = reinterpret_cast<char*>(out.data() + begin);
        if (!snappy::RawUncompress(text.data(), text.size(), target)) return Errc::malformed;
    }
    const std::uint64_t expected = from_little_endian(chunk.payload.first(checksum_bytes));
    if (masked(crc32c(BytesView{out}.subspan(begin))) != expected) return Errc::invalid_data;
    return {};
}

}  // namespace

Result<Bytes> unframe(BytesView framed, std::size_t max_bytes) {
    const std::optional<Chunk> first = take_chunk(framed);
    if (!first || !is_identifier(*first)) return Errc::malformed;

    Bytes out;
    while (!framed.empty()) {
        const std::optional<Chunk> chunk = take_chunk(framed);
        if (!chunk) return Errc::malformed;
        if (chunk->type == chunk::compressed || chunk->type == chunk::uncompressed) {
            const Result<void> added = add_data(*chunk, max_bytes, out);
            if (!added) return added.error();
        } else if (chunk->type < chunk::first_skippable ||
                   (chunk->type == chunk::identifier && !is_identifier(*chunk))) {
            return Errc::malformed;
        }
    }
    return out;
}

}  // namespace plexus::era
