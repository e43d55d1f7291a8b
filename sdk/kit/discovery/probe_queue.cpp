#include "probe_queue.hpp"

namespace plexus::discovery {

ProbeQueue::ProbeQueue(const Executor& strand)
    : clock_{Clock::of(strand)}, queue_{strand, capacity} {}

void ProbeQueue::add(const net::Node& node) {
    const SteadyTime now = clock_.now();
    if (recent_.contains(node.id, now)) return;
    net::Node item = node;
    // A node that found no room was not probed, and so is not remembered.
    if (queue_.try_send(std::move(item))) recent_.add(node.id, now);
}

}  // namespace plexus::discovery
