#include "snappy_block.hpp"

#include <snappy.h>

#include <limits>

#include <api/core/assert.hpp>

namespace plexus::snappy_block {
namespace {

constexpr unsigned size_bits = 7;  // of each byte of a size; the eighth says that more follow
constexpr std::uint8_t more = 0x80;

// The tag of a literal: its length less one, or how many bytes behind the tag hold that.
constexpr std::size_t longest_in_tag = 60;
constexpr unsigned tag_shift = 2;
constexpr std::size_t one_byte_of_length = 60;

const char* chars(BytesView bytes) { return reinterpret_cast<const char*>(bytes.data()); }

std::uint8_t tag(std::size_t value) { return static_cast<std::uint8_t>(value << tag_shift); }

std::size_t size_of_front(BytesView block) {
    std::size_t count = 1;
    while ((block[count - 1] & more) != 0) ++count;
    return count;
}

}  // namespace

Result<Parts> split(BytesView block) {
    Parts parts;
    // Snappy has checked the front's form when it has found a size.
    if (!::snappy::GetUncompressedLength(chars(block), block.size(), &parts.size)) {
        return make_error_code(Errc::malformed);
    }
    parts.elements = block.subspan(size_of_front(block));
    return parts;
}

void append_size(std::size_t size, Bytes& out) {
    PLEXUS_ASSERT(size <= std::numeric_limits<std::uint32_t>::max());
    for (; size >= more; size >>= size_bits) out.push_back(static_cast<std::uint8_t>(size | more));
    out.push_back(static_cast<std::uint8_t>(size));
}

void append_literal(BytesView bytes, Bytes& out) {
    if (bytes.empty()) return;
    const std::size_t length = bytes.size() - 1;
    PLEXUS_ASSERT(length <= std::numeric_limits<std::uint32_t>::max());
    if (length < longest_in_tag) {
        out.push_back(tag(length));
    } else {
        const std::size_t front = out.size();
        out.push_back(0);
        for (std::size_t rest = length; rest > 0; rest >>= 8U) {
            out.push_back(static_cast<std::uint8_t>(rest));
        }
        out[front] = tag(one_byte_of_length + out.size() - front - 2);
    }
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void append_compressed(BytesView bytes, Bytes& out) {
    Bytes block(::snappy::MaxCompressedLength(bytes.size()));
    std::size_t size = 0;
    ::snappy::RawCompress(chars(bytes), bytes.size(), reinterpret_cast<char*>(block.data()), &size);
    const BytesView elements = BytesView{block}.first(size).subspan(size_of_front(block));
    out.insert(out.end(), elements.begin(), elements.end());
}

Bytes uncompress(BytesView block) {
    const Result<Parts> parts = split(block);
    if (!parts) return {};
    Bytes out(parts->size);
    auto* const target = reinterpret_cast<char*>(out.data());
    if (!::snappy::RawUncompress(chars(block), block.size(), target)) return {};
    return out;
}

}  // namespace plexus::snappy_block
