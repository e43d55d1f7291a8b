#include "network.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>

#include <api/async/within.hpp>

#include "handshake.hpp"

namespace plexus::testing {
namespace {

/// @spec go-ethereum p2p: 15 s to connect
constexpr std::chrono::seconds connect_limit{15};

/// As a listening socket's backlog.
constexpr std::size_t most_waiting = 128;

/// The first port of a dialling transport, as a system hands them out.
constexpr std::uint16_t first_ephemeral_port = 49152;

class MemoryIncomingConnection final : public net::IncomingConnection {
public:
    MemoryIncomingConnection(WireEnd wire, Network::Endpoint from, net::NodeId local,
                             std::uint16_t listen_port, QueueLimits limits)
        : wire_(std::move(wire)),
          from_(std::move(from)),
          local_(local),
          listen_port_(listen_port),
          limits_(limits) {}

    asio::ip::tcp::endpoint remote() const override { return from_; }

    awaitable<Result<net::LinkPtr>> handshake(net::Hello ours,
                                              net::ConnectionFilter filter) override {
        HandshakeOptions options{.wire = std::move(wire_), .ours = std::move(ours)};
        options.ours.id = local_;
        options.ours.listen_port = listen_port_;
        options.filter = std::move(filter);
        net::Endpoint source;
        source.address = from_.address();
        options.node.set(source);
        options.limits = limits_;
        return shake_hands(std::move(options));
    }

private:
    WireEnd wire_;
    Network::Endpoint from_;
    net::NodeId local_;
    std::uint16_t listen_port_;
    QueueLimits limits_;
};

}  // namespace

Network::Endpoint Network::attach(MemoryTransport& transport, const net::LocalNode& local) {
    Endpoint endpoint{local.listen_address(), local.listen_port()};
    if (endpoint.port() == 0) endpoint.port(next_port_++);
    if (!listening_.emplace(endpoint, &transport).second) {
        throw boost::system::system_error(asio::error::address_in_use);
    }
    return endpoint;
}

std::shared_ptr<Wire> Network::lay_wire(const Endpoint& from, const Endpoint& to) {
    if (connections_.size() >= forget_at_) {  // not each time: a thousand nodes have thousands
        std::erase_if(connections_, [](const Connection& each) { return each.wire.expired(); });
        forget_at_ = std::max(least_forgotten, 2 * connections_.size());
    }
    auto wire = std::make_shared<Wire>(loop_.executor(), latency);
    connections_.push_back({wire, from.address(), to.address()});
    return wire;
}

void Network::part(Reach reach) {
    reach_ = std::move(reach);
    for (const Connection& each : connections_) {
        const auto wire = each.wire.lock();
        if (wire && !reach_(each.dialled, each.accepted)) wire->cut();
    }
}

MemoryTransport::MemoryTransport(Network& network, net::LocalNode& local)
    : network_(network),
      local_(local),
      endpoint_(network.attach(*this, local)),
      changed_(network.loop_.executor()) {
    local_.set_tcp_port(endpoint_.port());
}

MemoryTransport::~MemoryTransport() { network_.listening_.erase(endpoint_); }

net::Hello MemoryTransport::complete(net::Hello ours) const {
    ours.id = local_.id();
    ours.listen_port = endpoint_.port();
    return ours;
}

bool MemoryTransport::receive(WireEnd wire, const Network::Endpoint& from) {
    if (stopped_ || waiting_.size() >= most_waiting) return false;
    ++incoming_;
    waiting_.push_back(std::make_unique<MemoryIncomingConnection>(
        std::move(wire), from, local_.id(), endpoint_.port(), network_.limits));
    changed_.notify();
    return true;
}

std::optional<WireEnd> MemoryTransport::connect(const Network::Endpoint& there) {
    const auto listener = network_.listening_.find(there);
    if (listener == network_.listening_.end()) return std::nullopt;
    const auto port = static_cast<std::uint16_t>(first_ephemeral_port + dials_ % 1000);
    const Network::Endpoint from{endpoint_.address(), port};
    const std::shared_ptr<Wire> wire = network_.lay_wire(from, there);
    WireEnd theirs{wire, WireEnd::Side::accepted};
    if (!listener->second->receive(std::move(theirs), from)) return std::nullopt;
    return WireEnd{wire, WireEnd::Side::dialled};
}

awaitable<void> MemoryTransport::connect_and_idle(net::Node node, Duration timeout) {
    std::optional<WireEnd> wire = connect({node.endpoint().address, node.endpoint().tcp_port});
    while (wire && !wire->in().closed() && timeout > Duration{}) {
        co_await sleep_for(std::chrono::seconds{1});
        timeout -= std::chrono::seconds{1};
    }
}

awaitable<Result<net::LinkPtr>> MemoryTransport::dial(net::Node node, net::Hello ours,
                                                      net::ConnectionFilter filter) {
    ++dials_;
    const Network::Endpoint there{node.endpoint().address, node.endpoint().tcp_port};
    const bool reached = network_.reach_(endpoint_.address(), there.address());
    if (!reached || network_.silent_.contains(there)) {
        co_await sleep_for(connect_limit);
        co_return make_error_code(Errc::timed_out);
    }
    std::optional<WireEnd> wire = connect(there);
    if (!wire) co_return ErrorCode{asio::error::connection_refused};
    HandshakeOptions options{.wire = std::move(*wire), .ours = complete(std::move(ours))};
    options.filter = std::move(filter);
    options.node = std::move(node);
    options.limits = network_.limits;
    co_return co_await shake_hands(std::move(options));
}

awaitable<Result<std::unique_ptr<net::IncomingConnection>>> MemoryTransport::accept() {
    while (waiting_.empty() && !stopped_) co_await changed_.wait();
    if (waiting_.empty()) co_return ErrorCode{asio::error::operation_aborted};
    std::unique_ptr<net::IncomingConnection> incoming = std::move(waiting_.front());
    waiting_.pop_front();
    co_return Result<std::unique_ptr<net::IncomingConnection>>(std::move(incoming));
}

void MemoryTransport::stop() {
    stopped_ = true;
    changed_.notify();
}

}  // namespace plexus::testing
