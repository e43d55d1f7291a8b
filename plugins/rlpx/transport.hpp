#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <optional>

#include <api/core/log.hpp>
#include <api/net/local_node.hpp>
#include <api/net/transport.hpp>
#include <api/plugin/metrics.hpp>

#include <plugins/rlpx/handshake/hello_exchange.hpp>
#include <plugins/rlpx/handshake/limits.hpp>

namespace plexus::rlpx {

/// RLPx over TCP.
class RlpxTransport final : public net::Transport {
public:
    /// @param executor of the loop, not a strand: each socket gets the strand of its caller
    RlpxTransport(net::LocalNode& local, Executor executor, Metrics& metrics, Logger logger,
                  const Deadlines& deadlines = {}, std::size_t memory_bytes = default_memory);
    ~RlpxTransport() override;

    /// Binds the local node's address and tells it the port.
    /// @errors  ConfigError
    void listen();

    /// Where it listens, if it does.
    std::optional<asio::ip::tcp::endpoint> endpoint() const;

    /// Of the messages of all links.
    net::MemoryBudget& memory() noexcept { return *context_.memory; }

    /// Closes the listening socket.
    void stop();

    awaitable<Result<net::LinkPtr>> dial(net::Node node, net::Hello ours,
                                         net::ConnectionFilter filter) override;
    awaitable<Result<std::unique_ptr<net::IncomingConnection>>> accept() override;

private:
    net::LocalNode& local_;
    Executor executor_;
    Context context_;
    Logger log_;
    std::optional<asio::ip::tcp::acceptor> acceptor_;
    bool stopped_ = false;
};

}  // namespace plexus::rlpx
