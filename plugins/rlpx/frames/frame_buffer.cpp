#include "frame_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include <kit/rlp/item.hpp>

namespace plexus::rlpx {
namespace {

/// Bytes of the buffer when more comes than fits into an idle one.
constexpr std::size_t busy_capacity = 16 * 1024;

/// With less free room than this, the buffer is compacted or grown before the next read.
constexpr std::size_t min_room = 512;

/// A buffer this many times larger than it need be is made smaller when no more is waiting.
constexpr std::size_t most_unused = 4;

Result<std::optional<Frame>> split(BytesView content) {
    const Result<std::uint64_t> code = rlp::first_u64(content);
    if (!code) return code.error();
    return std::optional<Frame>{Frame{*code, content}};
}

}  // namespace

std::span<std::uint8_t> FrameBuffer::room() {
    compact();
    const std::size_t wanted = wanted_capacity();
    // A read that filled its room says that more is waiting: then the buffer only grows.
    const bool too_small = capacity_ < wanted && (filled_ || capacity_ - end_ < min_room);
    if (too_small || (!filled_ && capacity_ / most_unused > wanted)) reallocate(wanted);
    room_ = std::min(capacity_ - end_, read_chunk);
    return {storage_.get() + end_, room_};
}

void FrameBuffer::commit(std::size_t count) noexcept {
    filled_ = count == room_;
    end_ += count;
}

void FrameBuffer::compact() noexcept {
    if (begin_ == 0) return;
    std::memmove(storage_.get(), storage_.get() + begin_, pending());
    end_ -= begin_;
    begin_ = 0;
}

/// Room for twice what has come, but no more than the frame that is coming needs.
std::size_t FrameBuffer::wanted_capacity() const noexcept {
    if (end_ == 0 && !content_size_ && !filled_) return idle_buffer;
    const std::size_t doubled = std::max(busy_capacity, 2 * end_);
    if (!content_size_) return doubled;
    const std::size_t needed = std::max(frame_body_bytes(*content_size_), end_) + min_room;
    return std::min(doubled, std::max(needed, busy_capacity));
}

/// realloc() moves the pages of a large buffer instead of copying it, and clears nothing.
void FrameBuffer::reallocate(std::size_t capacity) {
    void* const larger = std::realloc(storage_.get(), capacity);
    if (larger == nullptr) throw std::bad_alloc();
    (void)storage_.release();
    storage_.reset(static_cast<std::uint8_t*>(larger));
    capacity_ = capacity;
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
