#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <span>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

#include <plugins/rlpx/handshake/limits.hpp>
#include "frame.hpp"

namespace plexus::rlpx {

/// One frame's content.
struct Frame {
    std::uint64_t code = 0;
    BytesView payload;
};

/// Takes bytes as they come from the wire and gives frames. Its memory follows what has arrived,
/// never what a header promises, and is given back once the link is quiet.
class FrameBuffer {
public:
    explicit FrameBuffer(FrameOpener opener) : opener_(std::move(opener)) {}

    /// Where the next bytes from the wire belong: never empty, at most read_chunk. Views given out
    /// before are void.
    std::span<std::uint8_t> room();

    /// `count` bytes were written to room().
    void commit(std::size_t count) noexcept;

    /// The next whole frame, or nothing until more has come. The view holds until the next call.
    /// @errors  bad_signature; limit_exceeded for a frame above `max_size`, judged by its header;
    ///          malformed, non_canonical for its message code
    Result<std::optional<Frame>> next(std::size_t max_size = max_frame);

    /// What is allocated.
    std::size_t capacity() const noexcept { return capacity_; }

private:
    std::size_t pending() const noexcept { return end_ - begin_; }
    void compact() noexcept;
    std::size_t wanted_capacity() const noexcept;
    void reallocate(std::size_t capacity);

    struct Free {
        void operator()(std::uint8_t* bytes) const noexcept { std::free(bytes); }
    };

    FrameOpener opener_;
    std::unique_ptr<std::uint8_t[], Free> storage_;  // not a vector: growing one clears and copies
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t room_ = 0;                     // what room() gave
    bool filled_ = false;                      // the last read left none of it
    std::optional<std::size_t> content_size_;  // of the frame whose header was opened
};

}  // namespace plexus::rlpx
