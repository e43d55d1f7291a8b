#include "packing.hpp"

#include <snappy.h>

namespace plexus::chainstore {
namespace {

constexpr std::uint8_t plain = 0;
constexpr std::uint8_t compressed = 1;
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

}  // namespace

Bytes pack(BytesView value) {
    const std::string_view text = text_of(value);
    Bytes packed(1 + snappy::MaxCompressedLength(text.size()));
    std::size_t size = 0;
    snappy::RawCompress(text.data(), text.size(), reinterpret_cast<char*>(packed.data() + 1),
                        &size);
    if (size < value.size()) {
        packed[0] = compressed;
        packed.resize(1 + size);
    } else {
        packed[0] = plain;
        packed.resize(1);
        packed.insert(packed.end(), value.begin(), value.end());
    }
    return packed;
}

bool unpack(BytesView packed, Bytes& out) {
    if (packed.empty()) return false;
    const BytesView data = packed.subspan(1);
    if (packed[0] == compressed) return inflate(data, out);
    if (packed[0] != plain) return false;
    out.insert(out.end(), data.begin(), data.end());
    return true;
}

}  // namespace plexus::chainstore
