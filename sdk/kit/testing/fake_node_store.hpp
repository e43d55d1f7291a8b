#pragma once

#include <algorithm>
#include <vector>

#include <api/net/node_store.hpp>

namespace plexus::testing {

/// Nodes in memory, in the order in which they were put.
class FakeNodeStore final : public net::NodeStore {
public:
    /// What is stored; a test may set it.
    std::vector<net::NodeEntry> entries{};

    void put(const net::NodeEntry& entry) override {
        remove(entry.node.id);
        entries.push_back(entry);
    }
    void remove(const net::NodeId& id) override {
        std::erase_if(entries, [&](const auto& entry) { return entry.node.id == id; });
    }
    std::vector<net::NodeEntry> best(std::size_t count) const override {
        const auto taken = static_cast<std::ptrdiff_t>(std::min(count, entries.size()));
        return {entries.begin(), entries.begin() + taken};
    }
};

}  // namespace plexus::testing
