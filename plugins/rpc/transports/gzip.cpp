#include "gzip.hpp"

#include <zlib.h>

#include <stdexcept>

namespace plexus::rpc_server {
namespace {

/// zlib adds the head and the end of gzip for 16 more than the size of the window.
constexpr int gzip_window = 15 + 16;
/// As zlib has it by default.
constexpr int usual_memory = 8;

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

/// Of a coding's parameters: "q=0", "q=0.0", "q=0.000".
bool is_refused(std::string_view parameters) {
    const std::string_view weight = trimmed(parameters);
    return weight.starts_with("q=0") && weight.find_first_not_of("0.", 2) == std::string_view::npos;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
    while (!accept_encoding.empty()) {
        const std::size_t comma = accept_encoding.find(',');
        const std::string_view coding = accept_encoding.substr(0, comma);
        const std::size_t mark = coding.find(';');
        const std::string_view name = trimmed(coding.substr(0, mark));
        if (name == "gzip" || name == "x-gzip") {
            return mark == std::string_view::npos || !is_refused(coding.substr(mark + 1));
        }
        if (comma == std::string_view::npos) break;
        accept_encoding.remove_prefix(comma + 1);
    }
    return false;
}

std::string gzip(std::string_view text) {
    z_stream stream{};
    // The fastest level: the network that compression is for is rarely slower than that.
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip_window, usual_memory,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("no memory to compress a response");
    }
    std::string result(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    // zlib does not write to what it reads.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(result.data());
    stream.avail_out = static_cast<uInt>(result.size());
    const int ended = deflate(&stream, Z_FINISH);
    result.resize(stream.total_out);
    deflateEnd(&stream);
    if (ended != Z_STREAM_END) throw std::runtime_error("a response cannot be compressed");
    return result;
}

}  // namespace plexus::rpc_server
