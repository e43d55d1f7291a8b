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
                   std::shared_ptr<net::MemoryShare> memory);

    awaitable<Result<net::Message>> receive() override { return receive_queue_.take(); }
    Result<void> post(net::SharedMessage message, net::Priority priority) override;
    std::size_t queued_bytes() const noexcept override { return link_.queued_bytes(); }
    awaitable<Result<void>> queue_below(std::size_t bytes) override;

    const Agreement& agreement() const noexcept { return agreement_; }
    ReceiveQueue& receive_queue() noexcept { return receive_queue_; }
    CapabilityRecord& record() noexcept { return record_; }
    bool covers(std::uint64_t wire_code) const noexcept;
    void close();

    /// Closes it while the link goes on: what the peer still says here is dropped.
    void withdraw();
    bool withdrawn() const noexcept { return withdrawn_; }

    /// Gives the capability back once its session has ended.
    void release() { agreement_.capability.reset(); }

private:
    Agreement agreement_;
    net::Link& link_;
    Connection& connection_;
    CapabilityRecord& record_;
    Clock& clock_;
    ReceiveQueue receive_queue_;
    bool closed_ = false;
    bool withdrawn_ = false;
};

/// Sorts the messages of a link by the codes agreed on.
///
/// @thread  the peer's strand
class Mux {
public:
    Mux(std::vector<Agreement> agreements, net::Link& link, Connection& connection,
        const std::shared_ptr<net::MemoryShare>& memory);

    /// The size limit for a wire code; codes outside the agreed ranges are refused.
    net::SizeLimit limit();

    /// The pipe to which a wire code belongs, or null.
    CapabilityPipe* find(std::uint64_t wire_code);

    std::list<CapabilityPipe>& pipes() noexcept { return pipes_; }
    void close();

    /// Withdraws the pipe of a capability, and of those that are based on it.
    /// @returns whether the peer is of use without them
    bool withdraw(const net::Capability& capability);

private:
    std::list<CapabilityPipe> pipes_;
};

}  // namespace plexus::peers
