#include "stored_nodes.hpp"

namespace plexus::discovery {

StoredNodes::StoredNodes(const Executor& strand, net::NodeStore* store)
    : clock_{Clock::of(strand)}, store_{store}, news_{strand, capacity} {}

awaitable<void> StoredNodes::run() {
    while (true) {
        Result<net::NodeUpdate> news = co_await news_.receive();
        if (!news) co_return;
        co_await store_->update(std::move(*news));
    }
}

awaitable<std::vector<net::Node>> StoredNodes::seeds() {
    std::vector<net::Node> seeds;
    if (store_ == nullptr) co_return seeds;
    net::NodeQuery query;
    query.count = seed_count;
    query.order = net::NodeQuery::Order::random;
    query.seen_since = clock_.wall() - seed_age;
    const std::vector<net::NodeEntry> entries = co_await store_->select(query);
    for (const net::NodeEntry& entry : entries) seeds.push_back(entry.node);
    co_return seeds;
}

StoredNodes::Keeper StoredNodes::keeper() {
    if (store_ == nullptr) return {};
    return [this](const net::NodeUpdate& news) {
        net::NodeUpdate copy = news;
        news_.try_send(std::move(copy));
    };
}

StoredNodes::SeedSource StoredNodes::seed_source() {
    if (store_ == nullptr) return {};
    return [this] { return seeds(); };
}

}  // namespace plexus::discovery
