#pragma once

#include <memory>
#include <utility>

#include <api/net/transport.hpp>

#include "loop.hpp"
#include "memory_pipe.hpp"

namespace plexus::testing {

/// How much a link may hold back for a remote that does not read: gossip is refused above the
/// first, everything above the second.
struct QueueLimits {
    std::size_t gossip_bytes = std::size_t{8} << 20U;  ///< payload bytes
    std::size_t total_bytes = std::size_t{16} << 20U;  ///< payload bytes
};

/// A net::Link over two queues, with the manners of the real one: limits before reading, bounded
/// queues, reasons at the end. It does not ping.
///
/// @thread  the one thread of the loop
class MemoryLink final : public net::Link {
public:
    /// @param remote  the remote's Hello
    /// @param node  the remote's address
    MemoryLink(WireEnd wire, net::Hello remote, net::Node node, QueueLimits limits);

    const net::Hello& remote() const noexcept override { return remote_; }
    const net::Node& node() const noexcept override { return node_; }
    asio::ip::tcp::endpoint local() const noexcept override { return {}; }

    awaitable<Result<net::Message>> receive(const net::SizeLimit& limit) override;
    Result<void> post(net::SharedMessage message, std::uint64_t offset,
                      net::Priority priority) override;
    awaitable<void> close(net::Reason reason) override;
    std::optional<net::Reason> disconnect_reason() const noexcept override {
        return disconnect_reason_;
    }
    std::size_t queued_bytes() const noexcept override { return wire_.out().bytes(); }
    awaitable<Result<void>> queue_below(std::size_t bytes) override {
        return wire_.out().below(bytes);
    }
    net::LinkStats stats() const noexcept override { return stats_; }

private:
    Result<net::Message> take(const SentMessage& sent, const net::SizeLimit& limit);
    ErrorCode breach(Errc code);

    WireEnd wire_;
    net::Hello remote_;
    net::Node node_;
    QueueLimits limits_;
    net::LinkStats stats_{};
    std::optional<net::Reason> disconnect_reason_;
    bool ended_ = false;
};

/// A link and its other end. The first one dialled.
struct LinkPair {
    net::LinkPtr ours;    ///< the end that has dialled
    net::LinkPtr theirs;  ///< the end that has accepted
};

/// Two ends that have said these Hellos to each other.
LinkPair connect(Loop& loop, net::Hello ours = {}, net::Hello theirs = {}, QueueLimits limits = {});

}  // namespace plexus::testing
