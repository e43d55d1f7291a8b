#include "compression.hpp"

#include <zlib.h>

#ifdef PLEXUS_STREAM_ZSTD
#include <zstd.h>
#endif

#include <cerrno>
#include <fstream>
#include <vector>

namespace plexus::stream {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t chunk_bytes = 256 * 1024;
/// Fast: lines of JSON become a tenth of their size at any level.
constexpr const char* gzip_mode = "wb3";

ErrorCode stream_error() { return {errno == 0 ? EIO : errno, boost::system::system_category()}; }

Result<void> gzip(std::ifstream& in, const fs::path& to) {
    gzFile out = ::gzopen(to.c_str(), gzip_mode);
    if (out == nullptr) return stream_error();
    std::vector<char> chunk(chunk_bytes);
    bool good = true;
    while (good && in) {
        in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        const auto size = static_cast<unsigned>(in.gcount());
        good = size == 0 || ::gzwrite(out, chunk.data(), size) == static_cast<int>(size);
    }
    good = ::gzclose(out) == Z_OK && good && in.eof();
    if (!good) return stream_error();
    return {};
}

#ifdef PLEXUS_STREAM_ZSTD
constexpr bool has_zstd = true;

/// Compresses one chunk, and writes what comes of it.
bool zstd_chunk(ZSTD_CCtx* context, std::ofstream& out, ZSTD_inBuffer input, bool last) {
    std::vector<char> buffer(ZSTD_CStreamOutSize());
    while (true) {
        ZSTD_outBuffer output{.dst = buffer.data(), .size = buffer.size(), .pos = 0};
        const std::size_t left =
            ZSTD_compressStream2(context, &output, &input, last ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left) != 0) return false;
        out.write(buffer.data(), static_cast<std::streamsize>(output.pos));
        if (last ? left == 0 : input.pos == input.size) return out.good();
    }
}

Result<void> zstd(std::ifstream& in, const fs::path& to) {
    std::ofstream out(to, std::ios::binary | std::ios::trunc);
    ZSTD_CCtx* const context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    std::vector<char> chunk(chunk_bytes);
    bool good = context != nullptr && out.good();
    while (good && in) {
        in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        const auto size = static_cast<std::size_t>(in.gcount());
        good = zstd_chunk(context, out, {chunk.data(), size, 0}, in.eof());
    }
    ZSTD_freeCCtx(context);
    out.close();
    if (!good || !out || !in.eof()) return stream_error();
    return {};
}
#else
constexpr bool has_zstd = false;

Result<void> zstd(std::ifstream&, const fs::path&) { return make_error_code(Errc::unsupported); }
#endif

}  // namespace

std::string_view extension_of(Compression compression) noexcept {
    switch (compression) {
        case Compression::gzip:
            return ".gz";
        case Compression::zstd:
            return ".zst";
        case Compression::none:
            break;
    }
    return {};
}

Result<void> compress_file(const fs::path& file, Compression compression) {
    if (compression == Compression::none) return {};
    fs::path target = file;
    target += extension_of(compression);
    fs::path draft = target;
    draft += ".draft";
    std::ifstream in(file, std::ios::binary);
    if (!in) return stream_error();
    const Result<void> done = compression == Compression::gzip ? gzip(in, draft) : zstd(in, draft);
    std::error_code error;
    if (!done) {
        fs::remove(draft, error);
        return done;
    }
    fs::rename(draft, target, error);
    if (error) return ErrorCode(error.value(), boost::system::system_category());
    fs::remove(file, error);
    return {};
}

bool has_compression(Compression compression) noexcept {
    return compression != Compression::zstd || has_zstd;
}

}  // namespace plexus::stream
