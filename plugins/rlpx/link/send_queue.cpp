#include "send_queue.hpp"

#include <plugins/rlpx/frames/snappy.hpp>
#include <plugins/rlpx/handshake/limits.hpp>

namespace plexus::rlpx {
namespace {

/// RLP takes one byte for the length of a number and eight for its digits.
constexpr std::size_t max_code_bytes = 9;

/// Whether a message fits into a frame even if compression makes it longer.
bool fits_frame(const net::OutboundMessage& message) {
    const std::size_t size = message.size();
    if (max_compressed_size(size) + max_code_bytes <= max_frame) return true;
    return size + max_code_bytes <= max_message &&
           message.compressed(compress).size() + max_code_bytes <= max_frame;
}

}  // namespace

Result<void> Outbox::push(Outgoing item, net::Priority priority) {
    const std::size_t size = item.message->size();
    const bool crowded = priority == net::Priority::gossip && bytes_ > max_queued_for_gossip;
    if (crowded || bytes_ + size > max_queued) return make_error_code(Errc::overloaded);
    if (!fits_frame(*item.message)) return make_error_code(Errc::limit_exceeded);
    push_own(std::move(item));
    return {};
}

void Outbox::push_own(Outgoing item) {
    bytes_ += item.message->size();
    items_.push_back(std::move(item));
}

Outgoing Outbox::pop() {
    Outgoing item = std::move(items_.front());
    items_.pop_front();
    bytes_ -= item.message->size();
    return item;
}

void Outbox::clear() {
    items_.clear();
    bytes_ = 0;
}

}  // namespace plexus::rlpx
