#include "snappy.hpp"

#include <snappy.h>

namespace plexus::rlpx {
namespace {

/// No element of the format makes more of its bytes: three of them copy up to 64. A larger declared
/// size is false, and nothing is allocated for it.
constexpr std::size_t max_expansion = 22;

const char* chars(BytesView bytes) { return reinterpret_cast<const char*>(bytes.data()); }

}  // namespace

Bytes compress(BytesView plain) {
    Bytes out(snappy::MaxCompressedLength(plain.size()));
    std::size_t size = 0;
    snappy::RawCompress(chars(plain), plain.size(), reinterpret_cast<char*>(out.data()), &size);
    out.resize(size);
    out.shrink_to_fit();  // kept as long as the message, and usually far smaller than the bound
    return out;
}

std::size_t max_compressed_size(std::size_t plain_size) noexcept {
    return snappy::MaxCompressedLength(plain_size);
}

Result<Bytes> uncompress(BytesView compressed, std::size_t limit) {
    std::size_t size = 0;
    if (!snappy::GetUncompressedLength(chars(compressed), compressed.size(), &size)) {
        return make_error_code(Errc::malformed);
    }
    if (size > limit) return make_error_code(Errc::limit_exceeded);
    if (size > compressed.size() * max_expansion) return make_error_code(Errc::malformed);
    Bytes out(size);
    if (!snappy::RawUncompress(chars(compressed), compressed.size(),
                               reinterpret_cast<char*>(out.data()))) {
        return make_error_code(Errc::malformed);
    }
    return out;
}

}  // namespace plexus::rlpx
