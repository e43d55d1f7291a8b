#include "crawler.hpp"

#include <algorithm>

#include <api/async/within.hpp>

#include "probe.hpp"

namespace plexus::crawl {
namespace {

/// A datagram may be lost.
constexpr int attempts = 2;

/// After so many responses in a row without a new node, or failures, a node gets no more requests.
constexpr int most_idle_responses = 2;

/// Nodes at the head of a queue that are examined for one with a free host.
constexpr std::size_t most_skipped = 64;

constexpr std::chrono::milliseconds courtesy_pause{100};

}  // namespace

Crawler::Crawler(const Executor& executor, std::vector<net::DiscoveryQuery*> protocols,
                 net::Transport* transport, std::uint64_t secret, const Limits& limits)
    : executor_(executor),
      clock_(Clock::of(executor)),
      transport_(transport),
      limits_(limits),
      courtesy_(limits.requests, secret),
      changed_(executor) {
    for (net::DiscoveryQuery* query : protocols) walks_.push_back({.query = query});
}

awaitable<bool> Crawler::run(Duration timeout) {
    const Result<void> ended = co_await within(timeout, crawl());
    co_return ended.has_value();
}

awaitable<void> Crawler::crawl() {
    for (Walk& walk : walks_) co_await begin(walk);
    TaskScope tasks(executor_);
    std::exception_ptr failure;
    try {
        dispatch(tasks);
        while (!is_over()) {
            co_await changed_.wait();
            dispatch(tasks);
        }
    } catch (const boost::system::system_error&) {  // the time is over
        failure = std::current_exception();
        tasks.cancel();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await tasks.join();
    if (failure) std::rethrow_exception(failure);
}

awaitable<void> Crawler::begin(Walk& walk) {
    const std::vector<net::Node> nodes = co_await walk.query->bootnodes();
    for (const net::Node& node : nodes) hear(walk, node);
}

bool Crawler::is_over() const {
    const bool idle = std::ranges::all_of(
        walks_, [](const Walk& walk) { return walk.busy == 0 && walk.queue.empty(); });
    return idle && probing_ == 0 && to_probe_.empty();
}

void Crawler::dispatch(TaskScope& tasks) {
    for (Walk& walk : walks_) dispatch(tasks, walk);
    while (probing_ < limits_.probers && !to_probe_.empty()) {
        const net::NodeId id = to_probe_.front();
        to_probe_.pop_front();
        ++probing_;
        tasks.spawn("probe " + net::brief(id), connect(id));
    }
}

void Crawler::dispatch(TaskScope& tasks, Walk& walk) {
    std::size_t skipped = 0;
    while (walk.busy < limits_.walkers && skipped < std::min(most_skipped, walk.queue.size())) {
        net::Node node = std::move(walk.queue.front());
        walk.queue.pop_front();
        if (walk.hosts[node.endpoint().address] >= limits_.at_a_host) {
            walk.queue.push_back(std::move(node));
            ++skipped;
            continue;
        }
        ++walk.hosts[node.endpoint().address];
        ++walk.busy;
        std::string name = "walk " + net::brief(node.id);
        tasks.spawn(std::move(name), examine(walk, std::move(node)));
    }
}

awaitable<void> Crawler::examine(Walk& walk, net::Node node) {
    const asio::ip::address host = node.endpoint().address;
    co_await request_all(walk, std::move(node));
    if (--walk.hosts[host] == 0) walk.hosts.erase(host);
    --walk.busy;
    changed_.notify();
}

/// The farthest parts of the network come first: there a node knows most nodes that others do not.
awaitable<void> Crawler::request_all(Walk& walk, net::Node node) {
    bool news = false;
    bool responds = false;
    for (int attempt = 0; attempt < attempts && !responds; ++attempt) {
        responds = co_await request(walk, node, 0, news);
    }
    if (!responds) co_return;
    co_await fetch_record(walk, node);
    int idle = news ? 0 : 1;
    for (unsigned part = 1; part < net::DiscoveryQuery::parts && idle < most_idle_responses;
         ++part) {
        co_await request(walk, node, part, news);
        idle = news ? 0 : idle + 1;
    }
}

awaitable<bool> Crawler::request(Walk& walk, const net::Node& node, unsigned part, bool& news) {
    news = false;
    co_await wait_for_turn(node);
    nodes_[node.id].last_check = clock_.wall();
    const SteadyTime began = clock_.now();
    const Result<std::vector<net::Node>> told = co_await walk.query->neighbors(node, part);
    if (!told) co_return false;
    note_response(node.id, clock_.now() - began);
    for (const net::Node& heard : *told) news |= hear(walk, heard);
    changed_.notify();
    co_return true;
}

awaitable<void> Crawler::fetch_record(Walk& walk, const net::Node& node) {
    co_await wait_for_turn(node);
    const SteadyTime began = clock_.now();
    const Result<net::NodeRecordPtr> record = co_await walk.query->record(node);
    Found& found = nodes_[node.id];
    if (record) {
        note_response(node.id, clock_.now() - began);
        const bool is_newer = !found.record || found.record->sequence < (*record)->sequence;
        if (is_newer) found.record = *record;
    }
    if (transport_ != nullptr && !found.probe) {
        found.probe.emplace();
        to_probe_.push_back(node.id);
        changed_.notify();
    }
}

/// Only an address that has responded is connected to, whatever a record says.
awaitable<void> Crawler::connect(net::NodeId id) {
    net::Node node(id, nodes_[id].node.endpoint());
    net::Endpoint endpoint = node.endpoint();
    if (const net::NodeRecordPtr& record = nodes_[id].record) {
        const net::Endpoint& said = endpoint.address.is_v6() ? record->ip6 : record->ip4;
        endpoint.tcp_port = said.tcp_port;
    }
    node.set(endpoint);
    Probe result;
    if (endpoint.tcp_port == 0) {
        result.ending = "no TCP port";
    } else {
        result = co_await probe(*transport_, std::move(node));
        ++probed_;
        if (!result.capabilities.empty() || !result.client.empty()) ++met_;
    }
    nodes_[id].probe = std::move(result);
    --probing_;
    changed_.notify();
}

awaitable<void> Crawler::wait_for_turn(const net::Node& node) {
    while (!courtesy_.take(node.endpoint().address, clock_.now())) {
        co_await sleep_for(courtesy_pause);
    }
}

/// @returns whether the node is new to this protocol
bool Crawler::hear(Walk& walk, const net::Node& node) {
    const bool usable = node.endpoint().known() && node.endpoint().udp_port != 0;
    if (!usable || walk.heard.size() >= limits_.nodes) return false;
    if (!walk.heard.insert(node.id).second) return false;
    const auto [found, is_new] = nodes_.try_emplace(node.id);
    if (is_new) found->second.node = node;
    walk.queue.push_back(node);
    return true;
}

void Crawler::note_response(const net::NodeId& id, Duration took) {
    Found& found = nodes_[id];
    const WallTime now = clock_.wall();
    if (!found.responded()) {
        found.first_response = now;
        ++responded_;
    }
    found.last_response = now;
    if (!found.latency || took < *found.latency) found.latency = took;
}

Progress Crawler::progress() const {
    Progress progress{.heard_of = nodes_.size(),
                      .responded = responded_,
                      .probed = probed_,
                      .met = met_,
                      .waiting = to_probe_.size() + probing_};
    for (const Walk& walk : walks_) progress.waiting += walk.queue.size() + walk.busy;
    return progress;
}

}  // namespace plexus::crawl
