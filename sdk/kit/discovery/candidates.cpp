#include "candidates.hpp"

#include <algorithm>
#include <map>

#include <api/async/strand.hpp>
#include <api/net/prefix.hpp>

namespace plexus::discovery {
namespace {

/// Nodes remembered as handed out; the dialler, with far fewer slots, cannot take more in 30 s.
constexpr std::size_t max_remembered = 4096;

net::Prefix network_of(const net::Node& node) {
    const asio::ip::address address = net::unmapped(node.endpoint().address);
    return {address, address.is_v4() ? 16U : 32U};
}

}  // namespace

bool DialCandidates::was_handed_out(const net::NodeId& id) {
    const auto found = handed_out_.find(id);
    return found != handed_out_.end() && clock_.now() - found->second < repeat_after;
}

void DialCandidates::offer(const net::Node& node, Promise promise) {
    PLEXUS_ON_STRAND(strand_);
    if (closed_ || was_handed_out(node.id)) return;
    const auto is_same = [&](const Waiting& waiting) { return waiting.node.id == node.id; };
    std::erase_if(likely_, is_same);
    std::erase_if(unknown_, is_same);
    Queue& queue = promise == Promise::same_chain ? likely_ : unknown_;
    if (queue.size() == capacity) make_room(queue);
    queue.push_back(Waiting{node, clock_.now()});
    changed_.notify();
}

void DialCandidates::make_room(Queue& queue) {
    std::map<net::Prefix, std::size_t> networks;
    for (const Waiting& waiting : queue) ++networks[network_of(waiting.node)];
    const auto largest =
        std::ranges::max_element(networks, {}, [](const auto& network) { return network.second; });
    queue.erase(std::ranges::find_if(
        queue, [&](const Waiting& waiting) { return network_of(waiting.node) == largest->first; }));
}

std::optional<net::Node> DialCandidates::take_from(Queue& queue) {
    while (!queue.empty()) {
        const Waiting waiting = queue.front();
        queue.pop_front();
        if (clock_.now() - waiting.since < shelf_life) return waiting.node;
    }
    return std::nullopt;
}

std::optional<net::Node> DialCandidates::take() {
    std::optional<net::Node> node = take_from(likely_);
    if (!node) node = take_from(unknown_);
    if (!node) return std::nullopt;
    if (handed_out_.size() >= max_remembered) {
        std::erase_if(handed_out_, [&](const auto& entry) {
            return clock_.now() - entry.second >= repeat_after;
        });
        if (handed_out_.size() >= max_remembered) handed_out_.clear();
    }
    handed_out_[node->id] = clock_.now();
    changed_.notify();
    return node;
}

awaitable<Result<net::Node>> DialCandidates::next() {
    PLEXUS_ON_STRAND(strand_);
    while (!closed_) {
        const std::optional<net::Node> node = take();
        if (node) co_return *node;
        co_await changed_.wait();
    }
    co_return make_error_code(Errc::closed);
}

awaitable<void> DialCandidates::until_wanted() {
    while (!closed_ && !wanted()) co_await changed_.wait();
}

void DialCandidates::close() {
    closed_ = true;
    changed_.notify();
}

}  // namespace plexus::discovery
