#include "snappy_block.hpp"

#include <snappy.h>

#include <algorithm>
#include <array>
#include <cstring>
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

// A copy with two bytes for the distance, little endian.
constexpr std::uint8_t copy_tag = 0b10;
constexpr std::size_t longest_copy = 64;
constexpr std::size_t farthest = std::numeric_limits<std::uint16_t>::max();

// Bytes that are compared at once.
constexpr std::size_t word = sizeof(std::uint64_t);

const char* chars(BytesView bytes) { return reinterpret_cast<const char*>(bytes.data()); }

std::uint8_t tag(std::size_t value) { return static_cast<std::uint8_t>(value << tag_shift); }

std::size_t size_of_front(BytesView block) {
    std::size_t count = 1;
    while ((block[count - 1] & more) != 0) ++count;
    return count;
}

/// @param distance  at most `farthest`
void append_copy(std::size_t distance, std::size_t length, Bytes& out) {
    while (length > 0) {
        const std::size_t now = std::min(length, longest_copy);
        const std::array<std::uint8_t, 3> element{
            static_cast<std::uint8_t>((now - 1) << tag_shift | copy_tag),
            static_cast<std::uint8_t>(distance), static_cast<std::uint8_t>(distance >> 8U)};
        out.insert(out.end(), element.begin(), element.end());
        length -= now;
    }
}

/// Bytes beside those that stand `distance` before them, where the ones before are known.
class Place {
public:
    Place(BytesView before, BytesView bytes, std::size_t distance)
        : before_(before), bytes_(bytes), distance_(distance) {}

    std::size_t distance() const { return distance_; }

    bool is_equal_word(std::size_t at) const {
        return is_known(at, word) && std::memcmp(other(at), &bytes_[at], word) == 0;
    }

    std::size_t begin_of_run(std::size_t at, std::size_t least) const {
        while (at > least && is_equal(at - 1)) --at;
        return at;
    }

    std::size_t end_of_run(std::size_t at) const {
        while (at + word <= bytes_.size() && is_equal_word(at)) at += word;
        while (at < bytes_.size() && is_equal(at)) ++at;
        return at;
    }

private:
    bool is_known(std::size_t at, std::size_t count) const {
        return before_.size() + at >= distance_ && at + count <= distance_;
    }
    const std::uint8_t* other(std::size_t at) const {
        return &before_[before_.size() + at - distance_];
    }
    bool is_equal(std::size_t at) const { return is_known(at, 1) && *other(at) == bytes_[at]; }

    BytesView before_;
    BytesView bytes_;
    std::size_t distance_;
};

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

void append_resembling(BytesView before, BytesView bytes, Bytes& out) {
    if (std::max(before.size(), bytes.size()) > farthest) return append_literal(bytes, out);
    // Seen from the front the same bytes stand one `before` behind, from the back one `bytes`.
    const Place places[] = {{before, bytes, before.size()}, {before, bytes, bytes.size()}};
    std::size_t done = 0;  // bytes that `out` makes already
    for (std::size_t at = 0; at + word <= bytes.size();) {
        const bool front = places[0].is_equal_word(at);
        if (!front && !places[1].is_equal_word(at)) {
            at += word;
            continue;
        }
        const Place& place = places[front ? 0 : 1];
        const std::size_t begin = place.begin_of_run(at, done);
        at = place.end_of_run(at);
        append_literal(bytes.subspan(done, begin - done), out);
        append_copy(place.distance(), at - begin, out);
        done = at;
    }
    append_literal(bytes.subspan(done), out);
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
