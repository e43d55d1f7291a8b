#include "prober.hpp"

#include <kit/crypto/random.hpp>
#include <kit/discovery/pauses.hpp>
#include <kit/enr/record.hpp>

namespace plexus::discv5 {
namespace {

/// How long nodes that have come to us are left alone, and how many of them wait.
constexpr std::chrono::seconds newcomer_pause{1};
constexpr std::size_t newcomer_capacity = 256;

/// Nodes that have responded before are checked so many times less often than new ones.
constexpr int slow_factor = 3;

}  // namespace

Prober::Prober(State& state, Requests& requests, discovery::DialCandidates& candidates,
               Metrics& metrics, Logger logger, discovery::StoredNodes::Keeper keep)
    : state_{state},
      requests_{requests},
      candidates_{candidates},
      queue_{state.executor},
      newcomers_{state.executor, newcomer_capacity},
      foreign_{metrics.counter({"plexus_discv5_other_chain_nodes_total",
                                "Nodes whose record names another chain, or none"})},
      log_{std::move(logger)},
      keep_{std::move(keep)} {}

void Prober::consider(const net::Node& node) {
    const net::Endpoint endpoint = node.endpoint();
    if (node.id == state_.self.id() || !endpoint.known() || endpoint.udp_port == 0) return;
    if (state_.parameters.restrict.allows(endpoint.address)) queue_.add(node);
}

void Prober::hear(const net::Node& named, const net::Node& source) {
    sources_.note(named.id, source.endpoint().address);
    consider(named);
}

void Prober::welcome(net::Node node) {
    Newcomer newcomer{std::move(node), state_.clock.now()};
    newcomers_.try_send(std::move(newcomer));
}

awaitable<void> Prober::consider_newcomers() {
    while (true) {
        const Result<Newcomer> newcomer = co_await newcomers_.receive();
        if (!newcomer) co_return;
        const SteadyTime ready = newcomer->came + newcomer_pause;
        if (ready > state_.clock.now()) co_await sleep_for(ready - state_.clock.now());
        consider(newcomer->node);
    }
}

awaitable<void> Prober::work() {
    while (true) {
        const Result<net::Node> node = co_await queue_.next();
        if (!node) co_return;
        co_await examine(*node);
    }
}

awaitable<void> Prober::examine(net::Node node) {
    const Result<Pong> pong = co_await requests_.ping(node);
    if (!pong) {
        queue_.forget(node.id);
        co_return;
    }
    state_.table.put(node);
    PLEXUS_LOG(log_, debug) << "node verified" << kv("enode", node);
    if (!node.record || node.record->sequence < pong->enr_sequence) {
        const Result<net::Node> told = co_await requests_.record(node);
        if (!told) co_return;
        // The address that has responded is kept: the one in the record is not proved.
        const net::Endpoint proved = node.endpoint();
        node.record = told->record;
        net::Endpoint endpoint = told->endpoint();
        if (endpoint.address == proved.address) {
            endpoint.udp_port = proved.udp_port;
            node.set(endpoint);
        }
        state_.table.put(node);
    }
    state_.table.set_enr_sequence(node.id, node.record->sequence);
    judge(node);
}

void Prober::judge(const net::Node& node) {
    const enr::Record record{*node.record};
    const std::optional<BytesView> fork = record.value("eth");
    if (!fork || !state_.chain.accepts(*fork)) {
        foreign_.add();
        return;
    }
    if (node.endpoint().tcp_port != 0) candidates_.offer(node, discovery::Promise::same_chain);
}

void Prober::remember(const net::Node& node) {
    if (!keep_) return;
    net::NodeUpdate news;
    news.node = node;
    news.source = sources_.source("discv5", node.id);
    news.at = state_.clock.wall();
    news.responded = true;
    keep_(news);
}

awaitable<void> Prober::check(discovery::Pace pace) {
    const int factor = pace == discovery::Pace::fast ? 1 : slow_factor;
    while (true) {
        co_await sleep_for(discovery::random_up_to(state_.parameters.check_interval * factor));
        const std::optional<net::Node> node = state_.table.pick(pace, crypto::random_u64());
        if (!node) continue;
        const Result<Pong> pong = co_await requests_.ping(*node);
        if (!pong) {
            state_.table.was_silent(node->id, crypto::random_u64());
            continue;
        }
        if (state_.table.responded(node->id) > discovery::steady_above) remember(*node);
        if (!node->record || node->record->sequence < pong->enr_sequence) consider(*node);
    }
}

}  // namespace plexus::discv5
