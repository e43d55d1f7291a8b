#include "lookup.hpp"

#include <algorithm>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>

namespace plexus::discovery {
namespace {

constexpr int concurrency = 3;  // "alpha" of Kademlia

/// Nodes that one lookup hears of at most: nodes that do not respond make room for others, so
/// without a bound a lookup could go on without end.
constexpr std::size_t max_heard_of = 1024;

}  // namespace

void LookupState::add(std::span<const net::Node> nodes) {
    for (const net::Node& node : nodes) {
        if (node.id == self_ || known_.size() >= max_heard_of) continue;
        if (!known_.insert(node.id).second) continue;
        const Heard heard{node, place_of(node.id)};
        const auto at = std::ranges::upper_bound(
            nearest_, heard.place,
            [this](const Hash256& a, const Hash256& b) { return is_closer(target_, a, b); },
            &Heard::place);
        nearest_.insert(at, heard);
        if (nearest_.size() > lookup_results) nearest_.pop_back();
    }
}

std::optional<net::Node> LookupState::next_to_query() {
    const auto found = std::ranges::find(nearest_, false, &Heard::queried);
    if (found == nearest_.end()) return std::nullopt;
    found->queried = true;
    return found->node;
}

void LookupState::failed(const net::NodeId& id) {
    std::erase_if(nearest_, [&](const Heard& heard) { return heard.node.id == id; });
}

std::vector<net::Node> LookupState::nearest() const {
    std::vector<net::Node> nodes;
    for (const Heard& heard : nearest_) nodes.push_back(heard.node);
    return nodes;
}

namespace {

/// The state that the concurrent requests of one lookup share.
struct Search {
    const QueryNode& query;
    LookupState progress;
    Event changed;
    int requesting = 0;
};

awaitable<void> request_on(Search& search) {
    while (true) {
        const std::optional<net::Node> node = search.progress.next_to_query();
        if (!node) {
            if (search.requesting == 0) co_return;
            co_await search.changed.wait();
            continue;
        }
        ++search.requesting;
        auto response = search.query(*node);
        const Result<std::vector<net::Node>> found = co_await std::move(response);
        --search.requesting;
        if (found) {
            search.progress.add(*found);
        } else {
            search.progress.failed(node->id);
        }
        search.changed.notify();
    }
}

}  // namespace

awaitable<std::vector<net::Node>> lookup(LookupState progress, std::vector<net::Node> start,
                                         const QueryNode& query) {
    const Executor executor = co_await asio::this_coro::executor;
    Search search{query, std::move(progress), Event{executor}};
    search.progress.add(start);
    TaskScope requesters{executor};
    for (int requester = 0; requester < concurrency; ++requester) {
        requesters.spawn("lookup", request_on(search));
    }
    co_await requesters.join();
    co_return search.progress.nearest();
}

}  // namespace plexus::discovery
