#include "checkpoint.hpp"

#include <algorithm>
#include <charconv>

#include <api/plugin/config_error.hpp>

namespace plexus::sync {

Checkpoint read_checkpoint(const std::string& written) {
    const std::size_t split = std::min(written.find(':'), written.size());
    const char* const colon = written.data() + split;
    Checkpoint point;
    const auto [stopped, error] = std::from_chars(written.data(), colon, point.number);
    std::string_view digits = std::string_view{written}.substr(std::min(split + 1, written.size()));
    if (digits.starts_with("0x")) digits.remove_prefix(2);
    const auto bytes = from_hex(digits);
    const bool hashed = bytes && bytes->size() == Hash256::size_bytes;
    if (error != std::errc{} || stopped != colon || !hashed) {
        throw ConfigError("sync.checkpoint: '" + written +
                          "' is not NUMBER:HASH with 64 hexadecimal digits");
    }
    point.hash = *Hash256::from(*bytes);
    return point;
}

std::string to_string(const Checkpoint& checkpoint) {
    return std::to_string(checkpoint.number) + ":0x" + to_hex(checkpoint.hash);
}

}  // namespace plexus::sync
