#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include <api/net/node_store.hpp>

namespace plexus::testing {

/// Nodes in memory. It hands out its entries in their order, whatever the query says, but for those
/// whose place is contested.
class FakeNodeStore final : public net::NodeStore {
public:
    /// What is stored; a test may set it.
    std::vector<net::NodeEntry> entries{};

    /// Nodes whose place is contested.
    std::vector<net::NodeEntry> contested{};

    /// What `update` was called with, in order.
    std::vector<net::NodeUpdate> news{};

    awaitable<void> update(net::NodeUpdate told) override {
        news.push_back(std::move(told));
        co_return;
    }
    /// Removes from `entries`.
    awaitable<void> remove(net::NodeId id) override {
        std::erase_if(entries, [&](const auto& entry) { return entry.node.id == id; });
        co_return;
    }
    /// Looks in `entries`.
    awaitable<std::optional<net::NodeEntry>> find(net::NodeId id) override {
        for (const net::NodeEntry& entry : entries) {
            if (entry.node.id == id) co_return entry;
        }
        co_return std::nullopt;
    }
    /// The first entries.
    awaitable<std::vector<net::NodeEntry>> select(net::NodeQuery query) override {
        const bool is_contest = query.order == net::NodeQuery::Order::contested;
        const std::vector<net::NodeEntry>& all = is_contest ? contested : entries;
        const auto taken = static_cast<std::ptrdiff_t>(std::min(query.count, all.size()));
        std::vector<net::NodeEntry> chosen(all.begin(), all.begin() + taken);
        co_return chosen;
    }
};

}  // namespace plexus::testing
