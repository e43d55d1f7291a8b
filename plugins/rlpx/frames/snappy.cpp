#include "snappy.hpp"

#include <snappy-sinksource.h>
#include <snappy.h>

namespace plexus::rlpx {
namespace {

/// No element of the format makes more of its bytes: three of them copy up to 64. A larger declared
/// size is false, and nothing is allocated for it.
constexpr std::size_t max_expansion = 22;

const char* chars(BytesView bytes) { return reinterpret_cast<const char*>(bytes.data()); }

/// Takes what Snappy makes of each 64 KiB. Writing at once into a vector of the largest possible
/// size would clear all of it first.
class Appending final : public snappy::Sink {
public:
    explicit Appending(Bytes& out) : out_(out) {}

    void Append(const char* bytes, std::size_t count) override {
        const BytesView view{reinterpret_cast<const std::uint8_t*>(bytes), count};
        out_.insert(out_.end(), view.begin(), view.end());
    }

private:
    Bytes& out_;
};

}  // namespace

Bytes compress(BytesView plain) {
    Bytes out;
    out.reserve(snappy::MaxCompressedLength(plain.size()));
    snappy::ByteArraySource source(chars(plain), plain.size());
    Appending sink(out);
    snappy::Compress(&source, &sink);
    // Kept as long as the message. The bound is a sixth above the plain size: what hardly shrank is
    // not worth a copy.
    if (out.size() < plain.size() / 2) out.shrink_to_fit();
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
