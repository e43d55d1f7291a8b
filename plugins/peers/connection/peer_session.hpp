#pragma once

#include <memory>
#include <string>

#include <api/async/task_scope.hpp>
#include <api/core/log.hpp>

#include "connection.hpp"
#include "mux.hpp"

namespace plexus::peers {

/// The session of one peer, from Hello to Disconnect: one task reads the link, one serves each
/// capability, and the end of any of them ends the session.
///
/// @thread  the peer's strand
class PeerSession {
public:
    struct Context {
        std::shared_ptr<net::MemoryBudget> memory{};
        Duration message_timeout{};  ///< how long a message may wait for its capability
        Logger& log;                 ///< of the pool, which outlives every session
    };

    PeerSession(std::shared_ptr<Connection> connection, net::LinkPtr link,
                std::vector<Agreement> agreements, Context context);
    ~PeerSession();
    PeerSession(const PeerSession&) = delete;
    PeerSession& operator=(const PeerSession&) = delete;

    /// Serves until the connection ends, sends Disconnect, and returns how it ended. It must not be
    /// cancelled, or the Disconnect would be lost: call Connection::end() instead.
    awaitable<Ending> serve();

    /// Waits for capabilities that have not returned yet.
    awaitable<void> join() { return tasks_.join(); }

private:
    awaitable<void> read();
    awaitable<bool> await_memory();
    bool deliver(CapabilityPipe& pipe, net::Message& message);
    awaitable<bool> await_delivery(CapabilityPipe& pipe, net::Message message);
    awaitable<void> speak(CapabilityPipe& pipe);
    awaitable<void> send_disconnect(Ending& ending);
    void shed();
    awaitable<void> handle_remaining();
    awaitable<void> remaining_handled();
    void lost(const ErrorCode& error);
    void report(net::PeerEvent event);

    std::shared_ptr<Connection> connection_;
    Clock& clock_;
    net::LinkPtr link_;
    Context context_;
    std::shared_ptr<net::MemoryShare> memory_;  ///< of the queues
    Mux mux_;
    TaskScope tasks_;
    std::size_t speaking_ = 0;  ///< capabilities that have not ended
    Event capability_ended_;
};

}  // namespace plexus::peers
