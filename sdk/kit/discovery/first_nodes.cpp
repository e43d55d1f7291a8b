#include "first_nodes.hpp"

namespace plexus::discovery {

FirstNodes::FirstNodes(const Parameters& parameters, StoredNodes::SeedSource seeds,
                       const Logger& logger)
    : parameters_{parameters},
      seeds_{std::move(seeds)},
      named_{parameters.named_bootnodes, logger} {}

awaitable<std::vector<net::Node>> FirstNodes::find() {
    std::vector<net::Node> found = co_await named_.resolve();
    const std::vector<net::Node>& bootnodes = parameters_.bootnodes;
    found.insert(found.end(), bootnodes.begin(), bootnodes.end());
    if (seeds_) {
        const std::vector<net::Node> seeds = co_await seeds_();
        found.insert(found.end(), seeds.begin(), seeds.end());
    }
    co_return found;
}

awaitable<void> FirstNodes::refresh() { known_ = co_await find(); }

}  // namespace plexus::discovery
