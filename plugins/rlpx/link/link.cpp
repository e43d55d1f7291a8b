#include "link.hpp"

#include <limits>

#include "base_protocol.hpp"
#include "connection.hpp"

namespace plexus::rlpx {
namespace {

class RlpxLink final : public net::Link {
public:
    RlpxLink(std::shared_ptr<Connection> connection, net::Node seen, asio::ip::tcp::endpoint local,
             net::Hello theirs)
        : connection_(std::move(connection)),
          node_(std::move(seen)),
          local_(std::move(local)),
          hello_(std::move(theirs)) {
        connection_->start();
    }
    ~RlpxLink() override { connection_->end(Errc::closed); }

    const net::Hello& remote() const noexcept override { return hello_; }
    const net::Node& node() const noexcept override { return node_; }
    asio::ip::tcp::endpoint local() const noexcept override { return local_; }

    awaitable<Result<net::Message>> receive(const net::SizeLimit& limit) override {
        return connection_->receive(limit);
    }

    Result<void> post(net::SharedMessage message, std::uint64_t offset,
                      net::Priority priority) override {
        const std::uint64_t wire_code = message->code() + offset;
        return connection_->post({wire_code, std::move(message)}, priority);
    }

    awaitable<void> close(net::Reason reason) override {
        return connection_->part(reason, Errc::closed);
    }

    std::optional<net::Reason> disconnect_reason() const noexcept override {
        return connection_->disconnect_reason();
    }
    std::size_t queued_bytes() const noexcept override { return connection_->queued_bytes(); }
    awaitable<Result<void>> queue_below(std::size_t bytes) override {
        return connection_->queue_below(bytes);
    }
    net::LinkStats stats() const noexcept override { return connection_->stats(); }

private:
    std::shared_ptr<Connection> connection_;
    net::Node node_;
    asio::ip::tcp::endpoint local_;
    net::Hello hello_;
};

}  // namespace

net::LinkPtr open_link(const Executor& executor, const Context& context,
                       AuthenticatedStreamPtr session, net::Node seen, std::uint64_t our_p2p,
                       net::Hello theirs) {
    net::Endpoint endpoint = seen.endpoint();
    if (endpoint.tcp_port == 0 && theirs.listen_port <= std::numeric_limits<std::uint16_t>::max()) {
        endpoint.tcp_port = static_cast<std::uint16_t>(theirs.listen_port);
        seen.set(endpoint);
    }
    ErrorCode unknown;
    asio::ip::tcp::endpoint local = session->socket.local_endpoint(unknown);
    const bool compressed = std::min(our_p2p, theirs.p2p_version) >= snappy_version;
    auto connection = std::make_shared<Connection>(
        executor, std::move(*session), compressed ? Compression::snappy : Compression::none,
        context.deadlines, context.counters, context.memory);
    return std::make_unique<RlpxLink>(std::move(connection), std::move(seen), std::move(local),
                                      std::move(theirs));
}

}  // namespace plexus::rlpx
