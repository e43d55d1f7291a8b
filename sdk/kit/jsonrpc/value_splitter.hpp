#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace plexus::jsonrpc {

/// Cuts a stream of bytes into JSON values, between which there may be blanks or nothing: a Unix
/// socket has neither messages nor lines. What is no JSON is cut off as soon as that is certain,
/// and left to the parser to refuse.
class ValueSplitter {
public:
    /// @param limit_bytes  of one value
    explicit ValueSplitter(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

    /// Adds what was received.
    void add(std::string_view bytes) { buffer_ += bytes; }

    /// The next value that is whole, as it was written.
    std::optional<std::string> next();

    /// Whether the value that has begun is longer than the limit.
    bool is_too_long() const noexcept { return buffer_.size() > limit_bytes_; }

private:
    bool look_at(char c);
    bool is_whole_scalar(char next) const;
    std::string take(std::size_t size);

    std::size_t limit_bytes_;
    std::string buffer_{};
    std::size_t seen_ = 0;  ///< of the buffer: it is looked at once
    std::size_t depth_ = 0;
    bool in_string_ = false;
    bool escaped_ = false;
};

}  // namespace plexus::jsonrpc
