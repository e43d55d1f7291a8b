#pragma once

#include <deque>

#include <api/async/event.hpp>
#include <api/net/discovery.hpp>

#include "loop.hpp"

namespace plexus::testing {

/// Finds the nodes that it is given, each once.
class FakeDiscovery final : public net::Discovery {
public:
    /// @param loop  whose strand all calls are made on
    explicit FakeDiscovery(Loop& loop) : found_(loop.executor()) {}

    /// Gives a node to the next caller of next().
    void offer(net::Node node) {
        nodes_.push_back(std::move(node));
        found_.notify();
    }

    /// How many nodes were not taken yet.
    std::size_t waiting() const noexcept { return nodes_.size(); }

    awaitable<Result<net::Node>> next() override {
        while (nodes_.empty()) co_await found_.wait();
        net::Node node = std::move(nodes_.front());
        nodes_.pop_front();
        co_return Result<net::Node>(std::move(node));
    }

private:
    std::deque<net::Node> nodes_;
    Event found_;
};

}  // namespace plexus::testing
