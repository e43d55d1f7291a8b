#include "prober.hpp"

namespace plexus::discv4 {
namespace {

/// What one look-up brings, and some from outside.
constexpr std::size_t line_capacity = 128;

/// Several look-ups in a row bring the same nodes. Shorter than the time after which a candidate
/// may be handed out again, so that one is ready by then.
constexpr std::chrono::seconds examine_again_after{15};
constexpr std::size_t max_remembered = 4096;

}  // namespace

Prober::Prober(State& state, Requests& requests, DialCandidates& candidates, Metrics& metrics)
    : state_{state},
      requests_{requests},
      candidates_{candidates},
      line_{state.executor, line_capacity},
      foreign_{metrics.metric("discv4.nodes_of_other_chains")} {}

bool Prober::was_examined(const net::NodeId& id) {
    const SteadyTime now = state_.clock.now();
    const auto found = examined_.find(id);
    if (found != examined_.end() && now - found->second < examine_again_after) return true;
    if (examined_.size() >= max_remembered) {
        std::erase_if(examined_, [now](const auto& entry) {
            return now - entry.second >= examine_again_after;
        });
        if (examined_.size() >= max_remembered) examined_.clear();
    }
    return false;
}

void Prober::consider(const net::Node& node) {
    if (node.id == state_.self.id() || was_examined(node.id)) return;
    net::Node item = node;
    if (line_.try_send(std::move(item))) examined_[node.id] = state_.clock.now();
}

awaitable<void> Prober::work() {
    while (true) {
        const Result<net::Node> node = co_await line_.receive();
        if (!node) co_return;
        co_await examine(*node);
    }
}

awaitable<void> Prober::examine(net::Node node) {
    const Result<void> bonded = co_await requests_.bond(node);
    if (!bonded) {
        // Nobody there, or not yet: whoever tells of it again is listened to. It is no candidate,
        // for who told us may have wished to send us at others.
        examined_.erase(node.id);
        co_return;
    }
    state_.table.put(node);
    const Result<enr::Record> record = co_await requests_.record(node);
    if (record) {
        judge(node, *record);
        co_return;
    }
    // ethereumjs has no records, and one port for both.
    if (node.tcp_port == 0) node.tcp_port = node.udp_port;
    candidates_.offer(node, Promise::unknown);
}

void Prober::judge(net::Node node, const enr::Record& record) {
    state_.table.set_enr_sequence(node.id, record.sequence());
    // The record's port, but never its address: this one has been proved.
    const auto port =
        node.address.is_v6() && record.tcp6_port() ? record.tcp6_port() : record.tcp_port();
    if (port) {
        node.tcp_port = *port;
        state_.table.put(node);
    }
    const std::optional<BytesView> fork = record.value("eth");
    if (!fork) {
        if (node.tcp_port != 0) candidates_.offer(node, Promise::unknown);
        return;
    }
    if (!state_.record.accepts(*fork)) {
        foreign_.add();
        return;
    }
    if (node.tcp_port != 0) candidates_.offer(node, Promise::same_chain);
}

}  // namespace plexus::discv4
