#include "mux.hpp"

#include <api/async/strand.hpp>
#include <api/core/assert.hpp>

namespace plexus::peers {

CapabilityPipe::CapabilityPipe(Agreement agreement, net::Link& link, Connection& connection,
                               std::shared_ptr<net::MemoryShare> memory)
    : agreement_(std::move(agreement)),
      link_(link),
      connection_(connection),
      record_(connection.record_of(agreement_.info)),
      clock_(Clock::of(connection.strand())),
      receive_queue_(connection.strand(), std::move(memory)) {}

bool CapabilityPipe::covers(std::uint64_t wire_code) const noexcept {
    return wire_code >= agreement_.offset && wire_code - agreement_.offset < agreement_.info.length;
}

Result<void> CapabilityPipe::post(net::SharedMessage message, net::Priority priority) {
    PLEXUS_ON_STRAND(connection_.strand());
    PLEXUS_ASSERT(message->code() < agreement_.info.length);
    if (closed_) return make_error_code(Errc::peer_gone);
    const std::uint64_t code = message->code();
    const std::size_t bytes = message->size();
    const Result<void> posted = link_.post(std::move(message), agreement_.offset, priority);
    if (posted) record_.sent(code, bytes, clock_.now());
    connection_.publish(link_.stats());
    if (!posted && posted.error() == Errc::overloaded && priority == net::Priority::control) {
        // A message that must be sent does not fit: the peer does not read what we send.
        connection_.end({.reason = net::Reason::network_error, .detail = "send queue is full"});
    }
    return posted;
}

awaitable<Result<void>> CapabilityPipe::queue_below(std::size_t bytes) {
    PLEXUS_ON_STRAND(connection_.strand());
    if (closed_) co_return make_error_code(Errc::peer_gone);
    const Result<void> below = co_await link_.queue_below(bytes);
    // The pipe may have been withdrawn meanwhile, while the link goes on.
    if (closed_) co_return make_error_code(Errc::peer_gone);
    co_return below;
}

void CapabilityPipe::close() {
    PLEXUS_ON_STRAND(connection_.strand());
    closed_ = true;
    receive_queue_.close();
}

void CapabilityPipe::withdraw() {
    withdrawn_ = true;
    close();
}

Mux::Mux(std::vector<Agreement> agreements, net::Link& link, Connection& connection,
         const std::shared_ptr<net::MemoryShare>& memory) {
    for (Agreement& agreement : agreements) {
        pipes_.emplace_back(std::move(agreement), link, connection, memory);
    }
}

net::SizeLimit Mux::limit() {
    return [this](std::uint64_t wire_code) -> std::optional<std::size_t> {
        const CapabilityPipe* pipe = find(wire_code);
        if (pipe == nullptr) return std::nullopt;
        return pipe->agreement().info.max_message;
    };
}

CapabilityPipe* Mux::find(std::uint64_t wire_code) {
    for (CapabilityPipe& pipe : pipes_) {
        if (pipe.covers(wire_code)) return &pipe;
    }
    return nullptr;
}

bool Mux::withdraw(const net::Capability& capability) {
    std::string name;
    for (CapabilityPipe& pipe : pipes_) {
        if (pipe.agreement().capability.get() != &capability) continue;
        name = pipe.agreement().info.name;
        pipe.withdraw();
    }
    bool useful = false;
    for (CapabilityPipe& pipe : pipes_) {
        if (!name.empty() && pipe.agreement().info.base == name) pipe.withdraw();
        useful = useful || (!pipe.withdrawn() && pipe.agreement().info.base.empty());
    }
    return useful;
}

void Mux::close() {
    for (CapabilityPipe& pipe : pipes_) pipe.close();
}

}  // namespace plexus::peers
