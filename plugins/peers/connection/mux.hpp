#pragma once

#include <list>
#include <memory>
#include <vector>

#include <api/net/transport.hpp>

#include "connection.hpp"
#include "matching.hpp"
#include "receive_queue.hpp"

namespace plexus::peers {

/// One capability's half of a link.
class CapabilityPipe final : public net::Pipe {
public:
    CapabilityPipe(Agreement agreement, net::Link& link, Connection& connection,
                   std::shared_ptr<ReceiveBudget> budget);

    awaitable<Result<net::Message>> receive() override { return receive_queue_.take(); }
    Result<void> post(net::SharedMessage message, net::Priority priority) override;
    std::size_t queued_bytes() const noexcept override { return link_.queued_bytes(); }

    const Agreement& agreement() const noexcept { return agreement_; }
    ReceiveQueue& receive_queue() noexcept { return receive_queue_; }
    bool covers(std::uint64_t wire_code) const noexcept;
    void close();

private:
    Agreement agreement_;
    net::Link& link_;
    Connection& connection_;
    ReceiveQueue receive_queue_;
    bool closed_ = false;
};

/// Sorts the messages of a link by the codes agreed on.
///
/// @thread  the peer's strand
class Mux {
public:
    Mux(const std::vector<Agreement>& agreements, net::Link& link, Connection& connection,
        const std::shared_ptr<ReceiveBudget>& budget);

    /// What a link may read under a code: nothing outside the agreed ranges.
    net::SizeLimit limit();

    /// The pipe to which a wire code belongs, or null.
    CapabilityPipe* find(std::uint64_t wire_code);

    std::list<CapabilityPipe>& pipes() noexcept { return pipes_; }
    void close();

private:
    std::list<CapabilityPipe> pipes_;
};

}  // namespace plexus::peers
