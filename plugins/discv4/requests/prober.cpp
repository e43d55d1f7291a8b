#include "prober.hpp"

#include <kit/crypto/random.hpp>

namespace plexus::discv4 {

Prober::Prober(State& state, Requests& requests, DialCandidates& candidates, Metrics& metrics)
    : state_{state},
      requests_{requests},
      candidates_{candidates},
      queue_{state.executor},
      pace_{state.parameters.lookup_minimum},
      foreign_{metrics.counter(
          {"plexus_discv4_other_chain_nodes_total", "Nodes whose record names another chain"})} {}

void Prober::consider(const net::Node& node) {
    if (node.id != state_.self.id()) queue_.add(node);
}

void Prober::hear(const std::vector<net::Node>& named, const net::Node& source) {
    for (const net::Node& node : named) {
        pace_.hear(node.id);
        sources_.note(node.id, address_of(source));
        consider(node);
    }
}

awaitable<void> Prober::work() {
    while (true) {
        const Result<net::Node> node = co_await queue_.next();
        if (!node) co_return;
        const bool responds = co_await examine(*node);
        if (responds) co_await request_nodes(*node);
    }
}

/// A lookup queries the nodes near its target, three at a time, and meets the same ones again and
/// again. While candidates are wanted, each node that is met for the first time is queried, too: a
/// network is found as fast as its nodes are met.
awaitable<void> Prober::request_nodes(net::Node node) {
    if (!candidates_.wanted() || requested_.find(node.id) != nullptr) co_return;
    requested_.put(node.id, true);
    const net::NodeId target = crypto::random_fixed<net::NodeId::size_bytes>();
    const Result<std::vector<net::Node>> named = co_await requests_.find_node(node, target);
    if (named) hear(*named, node);
}

awaitable<bool> Prober::examine(net::Node node) {
    const Result<void> bonded = co_await requests_.bond(node);
    if (!bonded) {
        // The node did not respond. It may be probed again as soon as it is heard of again, but it
        // is no candidate: its address is unproved, and a hostile node may have named a victim's
        // address.
        queue_.forget(node.id);
        co_return false;
    }
    state_.table.put(node);
    const Result<enr::Record> record = co_await requests_.record(node);
    if (record) {
        judge(node, *record);
        co_return true;
    }
    // ethereumjs has no records, and one port for both.
    Endpoint endpoint = node.endpoint();
    if (endpoint.tcp_port == 0) endpoint.tcp_port = endpoint.udp_port;
    node.set(endpoint);
    candidates_.offer(node, Promise::unknown);
    co_return true;
}

void Prober::judge(net::Node node, const enr::Record& record) {
    state_.table.set_enr_sequence(node.id, record.sequence());
    // The record's port is used, but never its address: the address of the endpoint has been
    // proved, the record's has not.
    node.record = record.share();
    Endpoint endpoint = node.endpoint();
    const net::NodeRecord& said = *node.record;
    const std::uint16_t port = endpoint.address.is_v6() ? said.ip6.tcp_port : said.ip4.tcp_port;
    if (port != 0) endpoint.tcp_port = port;
    node.set(endpoint);
    state_.table.put(node);
    const std::optional<BytesView> fork = record.value("eth");
    if (!fork) {
        if (endpoint.tcp_port != 0) candidates_.offer(node, Promise::unknown);
        return;
    }
    if (!state_.chain.accepts(*fork)) {
        foreign_.add();
        return;
    }
    if (endpoint.tcp_port != 0) candidates_.offer(node, Promise::same_chain);
}

}  // namespace plexus::discv4
