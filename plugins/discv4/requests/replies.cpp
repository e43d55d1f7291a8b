#include "replies.hpp"

#include <algorithm>

#include <api/async/within.hpp>

namespace plexus::discv4 {
namespace {

/// Packets kept of one reply to FindNode, which is complete with 16 nodes. Packets without nodes
/// count too, or a hostile node could make us keep any number of them.
constexpr std::size_t max_packets = 16;

/// The packets of one reply leave together, so the next one takes about as long as the first did.
/// On a short way that is too little time for a busy machine.
constexpr std::chrono::milliseconds shortest_wait_for_rest{50};

}  // namespace

Expected* Replies::deliver(const net::NodeId& sender, const asio::ip::address& from,
                           const Packet& packet) {
    Expected* taker = nullptr;
    for (Expected* const expected : waiting_) {
        if (!expected->matches(sender, from, packet)) continue;
        // Neighbors packets do not name their request, so every waiting request to this node gets
        // them.
        expected->accept(packet);
        taker = expected;
    }
    return taker;
}

Expected* Replies::pong_from(const net::NodeId& id, const asio::ip::address& address) {
    const auto found = std::ranges::find_if(waiting_, [&](const Expected* expected) {
        const Expected::From& from = expected->from_;
        return from.type == PacketType::pong && from.id == id && from.address == address;
    });
    return found == waiting_.end() ? nullptr : *found;
}

Expected::Expected(Replies& replies, const Executor& executor, const From& from)
    : replies_{replies},
      place_{replies.waiting_.insert(replies.waiting_.end(), this)},
      from_{from},
      clock_{Clock::of(executor)},
      since_{clock_.now()},
      changed_{executor} {}

Expected::~Expected() { replies_.waiting_.erase(place_); }

awaitable<void> Expected::arrived() {
    while (packets_.empty()) co_await changed_.wait();
    const Duration rest_limit = std::max<Duration>(clock_.now() - since_, shortest_wait_for_rest);
    while (!complete_) {
        const Result<void> more = co_await within(rest_limit, changed_.wait());
        if (!more) co_return;
    }
}

bool Expected::matches(const net::NodeId& sender, const asio::ip::address& from,
                       const Packet& packet) const {
    if (complete_ || from_.type != type_of(packet)) return false;
    if (from_.id != sender || from_.address != from) return false;
    if (const Pong* const pong = std::get_if<Pong>(&packet)) {
        return pong->ping_hash == from_.request;
    }
    if (const EnrResponse* const response = std::get_if<EnrResponse>(&packet)) {
        return response->request_hash == from_.request;
    }
    return true;
}

void Expected::accept(const Packet& packet) {
    packets_.push_back(packet);
    if (const Neighbors* const neighbors = std::get_if<Neighbors>(&packet)) {
        nodes_ += neighbors->nodes.size();
        complete_ = nodes_ >= nodes_per_response || packets_.size() >= max_packets;
    } else {
        complete_ = true;
    }
    changed_.notify();
}

}  // namespace plexus::discv4
