#include "explorer.hpp"

#include <algorithm>

#include <kit/crypto/random.hpp>

#include <kit/discovery/lookup.hpp>
#include <kit/discovery/pauses.hpp>

namespace plexus::discv4 {
namespace {

constexpr int random_targets_of_refresh = 3;

/// The longest pause while only bootnodes are known: the network may be starting up, and
/// go-ethereum tells other nodes of a new node only about 10 s after it has appeared.
constexpr std::chrono::seconds longest_pause_alone{5};

/// So many requests in a row without a response, while no node at all is known that answers.
constexpr std::size_t silent_after = 8;
constexpr std::chrono::minutes silence_period{10};

}  // namespace

Explorer::Explorer(State& state, Requests& requests, Prober& prober, DialCandidates& candidates,
                   Metrics& metrics, Logger logger, discovery::StoredNodes::SeedSource seeds)
    : state_{state},
      requests_{requests},
      prober_{prober},
      candidates_{candidates},
      log_{std::move(logger)},
      first_{state.parameters, std::move(seeds), log_},
      pace_{state.parameters.lookup_minimum},
      seeded_{state.executor},
      lookups_{metrics.counter(
          {"plexus_discv4_lookups_total", "Walks towards a target that were begun"})},
      table_size_{metrics.gauge({"plexus_discv4_table_nodes", "Nodes in the routing table"})} {}

std::vector<net::Node> Explorer::start_for(const net::NodeId& target) const {
    std::vector<net::Node> start = state_.table.closest(place_of(target), nodes_per_response);
    return start.empty() ? first_.known() : start;
}

awaitable<void> Explorer::explore(net::NodeId target) {
    lookups_.add();
    std::vector<net::Node> start = start_for(target);
    discovery::LookupState progress{place_of(target), state_.self.id()};

    const discovery::AskNode ask =
        [this, target](net::Node node) -> awaitable<Result<std::vector<net::Node>>> {
        return find_node(std::move(node), target);
    };
    const std::vector<net::Node> found =
        co_await discovery::lookup(std::move(progress), std::move(start), ask);
    for (const net::Node& node : found) prober_.consider(node);
    count();
}

awaitable<Result<std::vector<net::Node>>> Explorer::find_node(net::Node node, net::NodeId target) {
    Result<std::vector<net::Node>> told = co_await requests_.find_node(node, target);
    if (told) {
        for (const net::Node& heard : *told) {
            pace_.hear(heard.id);
            prober_.consider(heard);
        }
    }
    co_return told;
}

void Explorer::count() {
    table_size_.set(state_.table.size());
    if (state_.table.size() == 0) warn_of_silence();
}

/// A node whose packets do not arrive, or whose clock is so slow that they have expired when they
/// do, hears nothing from which it could tell the two apart.
void Explorer::warn_of_silence() {
    const SteadyTime now = state_.clock.now();
    const bool told = told_of_silence_ && now - *told_of_silence_ < silence_period;
    if (told || requests_.unanswered() < silent_after) return;
    told_of_silence_ = now;
    PLEXUS_LOG(log_, warn) << "no node answers discovery: is UDP blocked, or the clock of this "
                              "machine slow by more than 20 s?"
                           << kv("requests", requests_.unanswered())
                           << kv("nodes_asked", first_.known().size());
}

awaitable<void> Explorer::refresh_once() {
    co_await first_.refresh();
    for (const net::Node& node : first_.known()) prober_.consider(node);
    co_await explore(state_.self.id());
    for (int round = 0; round < random_targets_of_refresh; ++round) {
        co_await explore(crypto::random_fixed<64>());
    }
    PLEXUS_LOG(log_, info) << "table refreshed" << kv("nodes", state_.table.size());
}

awaitable<void> Explorer::refresh() {
    while (true) {
        co_await refresh_once();
        state_.seeded = true;
        seeded_.notify();
        co_await sleep_for(discovery::refresh_pause(state_.parameters.refresh_interval));
    }
}

awaitable<void> Explorer::walk() {
    while (!state_.seeded) co_await seeded_.wait();
    while (true) {
        const bool alone = state_.table.size() <= state_.parameters.bootnodes.size();
        const Duration chosen = state_.parameters.lookup_interval;
        const Duration longest = alone ? std::min<Duration>(longest_pause_alone, chosen) : chosen;
        co_await sleep_for(pace_.pause(longest));
        co_await candidates_.until_wanted();
        // Nobody answers: a host name may have another address by now.
        if (state_.table.size() == 0 && first_.has_names()) co_await first_.refresh();
        co_await explore(crypto::random_fixed<64>());
        pace_.end_lookup();
    }
}

}  // namespace plexus::discv4
