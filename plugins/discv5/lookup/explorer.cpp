#include "explorer.hpp"

#include <algorithm>
#include <utility>

#include <kit/crypto/random.hpp>
#include <kit/discovery/lookup.hpp>
#include <kit/discovery/pauses.hpp>

namespace plexus::discv5 {
namespace {

constexpr int random_targets_of_refresh = 3;

/// How many distances one request names. More would be no use: a response has 16 nodes in all.
constexpr std::size_t distances_per_request = 3;

}  // namespace

std::vector<unsigned> lookup_distances(unsigned distance) {
    std::vector<unsigned> distances{distance};
    for (unsigned step = 1; distances.size() < distances_per_request; ++step) {
        if (distance + step <= max_distance) distances.push_back(distance + step);
        if (distance > step) distances.push_back(distance - step);
    }
    distances.resize(distances_per_request);
    return distances;
}

Explorer::Explorer(State& state, Requests& requests, Prober& prober,
                   discovery::DialCandidates& candidates, Metrics& metrics, Logger logger,
                   discovery::StoredNodes::SeedSource seeds)
    : state_{state},
      requests_{requests},
      prober_{prober},
      candidates_{candidates},
      log_{std::move(logger)},
      first_{state.parameters, std::move(seeds), log_},
      pace_{state.parameters.lookup_minimum},
      begun_{state.executor},
      lookups_{metrics.counter(
          {"plexus_discv5_lookups_total", "Walks towards a target that were begun"})},
      table_size_{metrics.gauge({"plexus_discv5_table_nodes", "Nodes in the routing table"})} {}

awaitable<Result<std::vector<net::Node>>> Explorer::find_node(net::Node node, Hash256 target) {
    const unsigned distance = discovery::log_distance(discovery::place_of(node.id), target);
    Result<std::vector<net::Node>> told =
        co_await requests_.find_node(node, lookup_distances(distance));
    if (told) {
        for (const net::Node& heard : *told) {
            pace_.hear(heard.id);
            prober_.hear(heard, node);
        }
    }
    co_return told;
}

awaitable<void> Explorer::explore(Hash256 target) {
    lookups_.add();
    std::vector<net::Node> start = state_.table.closest(target, discovery::lookup_results);
    if (start.empty()) start = first_.known();
    discovery::LookupState progress{target, state_.self.id()};
    const discovery::QueryNode query =
        [this, target](net::Node node) -> awaitable<Result<std::vector<net::Node>>> {
        return find_node(std::move(node), target);
    };
    for (const net::Node& node : start) prober_.consider(node);
    co_await discovery::lookup(std::move(progress), std::move(start), query);
    table_size_.set(state_.table.size());
    requests_.silence().tell(log_, state_.clock.now(), state_.table.size(), first_.known().size(),
                             "is UDP blocked?");
}

awaitable<void> Explorer::refresh_once() {
    co_await first_.refresh();
    for (const net::Node& node : first_.known()) prober_.consider(node);
    co_await explore(state_.codec.id());
    has_begun_ = true;
    begun_.notify();
    for (int round = 0; round < random_targets_of_refresh; ++round) {
        co_await explore(crypto::random_fixed<32>());
    }
    PLEXUS_LOG(log_, info) << "table refreshed" << kv("nodes", state_.table.size());
}

awaitable<void> Explorer::refresh(std::function<void()> first_done) {
    while (true) {
        co_await refresh_once();
        if (first_done) std::exchange(first_done, {})();
        co_await sleep_for(discovery::refresh_pause(state_.parameters.refresh_interval));
    }
}

awaitable<void> Explorer::walk() {
    while (!has_begun_) co_await begun_.wait();
    while (true) {
        co_await candidates_.until_wanted();
        const SteadyTime begun = state_.clock.now();
        // No node responds: a host name may have another address by now.
        if (state_.table.size() == 0 && first_.has_names()) co_await first_.refresh();
        co_await explore(crypto::random_fixed<32>());
        pace_.end_lookup();
        const Duration taken = state_.clock.now() - begun;
        co_await sleep_for(pace_.pause(state_.parameters.lookup_interval, taken));
    }
}

}  // namespace plexus::discv5
