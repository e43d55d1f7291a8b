#include "frame_buffer.hpp"

#include <algorithm>

#include <kit/rlp/item.hpp>

namespace plexus::rlpx {
namespace {

/// Bytes of the first buffer: enough for the small frames of most traffic.
constexpr std::size_t first_capacity = 16 * 1024;

/// With less free room than this, the buffer is compacted or grown before the next read.
constexpr std::size_t min_room = 4 * 1024;

Result<std::optional<Frame>> split(BytesView content) {
    const Result<std::uint64_t> code = rlp::first_u64(content);
    if (!code) return code.error();
    return std::optional<Frame>{Frame{*code, content}};
}

}  // namespace

std::span<std::uint8_t> FrameBuffer::room() {
    const std::size_t kept = pending();
    if (capacity_ > kept_buffer && kept < first_capacity && !content_size_) {
        reallocate(first_capacity + min_room);
    }
    if (begin_ > 0 && (kept == 0 || capacity_ - end_ < min_room)) {
        std::move(storage_.get() + begin_, storage_.get() + end_, storage_.get());
        begin_ = 0;
        end_ = kept;
    }
    if (capacity_ - end_ < min_room) reallocate(larger_capacity());
    return {storage_.get() + end_, std::min(capacity_ - end_, read_chunk)};
}

/// Twice the present one, but no more than the frame that is coming needs.
std::size_t FrameBuffer::larger_capacity() const noexcept {
    const std::size_t doubled = std::max(first_capacity, 2 * capacity_);
    return content_size_ ? std::min(doubled, frame_body_bytes(*content_size_) + min_room) : doubled;
}

void FrameBuffer::reallocate(std::size_t capacity) {
    auto larger = std::make_unique_for_overwrite<std::uint8_t[]>(capacity);
    std::copy(storage_.get() + begin_, storage_.get() + end_, larger.get());
    storage_ = std::move(larger);
    capacity_ = capacity;
    end_ -= begin_;
    begin_ = 0;
}

Result<std::optional<Frame>> FrameBuffer::next(std::size_t max_size) {
    if (!content_size_) {
        if (pending() < frame_header_bytes) return std::optional<Frame>{};
        const auto size = opener_.open_header({storage_.get() + begin_, frame_header_bytes});
        if (!size) return size.error();
        if (*size > max_size) return make_error_code(Errc::limit_exceeded);
        if (*size == 0) return make_error_code(Errc::malformed);
        begin_ += frame_header_bytes;
        content_size_ = *size;
    }
    const std::size_t body_size = frame_body_bytes(*content_size_);
    if (pending() < body_size) return std::optional<Frame>{};
    const auto content = opener_.open_body({storage_.get() + begin_, body_size}, *content_size_);
    if (!content) return content.error();
    begin_ += body_size;
    content_size_.reset();
    return split(*content);
}

}  // namespace plexus::rlpx
