#pragma once

#include <memory>
#include <string>

#include <api/async/task_scope.hpp>
#include <api/core/log.hpp>

#include "connection.hpp"
#include "mux.hpp"

namespace plexus::peers {

/// A peer's life, from admission to goodbye: one task reads the link, one serves each capability,
/// and the first of them that ends ends all.
///
/// @thread  the peer's strand
class PeerSession {
public:
    struct Surroundings {
        std::shared_ptr<ReceiveBudget> budget{};
        Duration patience{};  ///< how long a message may wait for its capability
        Logger log{};
    };

    PeerSession(std::shared_ptr<Connection> connection, net::LinkPtr link,
                const std::vector<Agreement>& agreements, Surroundings surroundings);

    /// Serves until the end, says goodbye, and tells how it came. Not to be cancelled: end the
    /// connection instead.
    awaitable<Ending> serve();

    /// Waits for capabilities that have not let go yet.
    awaitable<void> join() { return tasks_.join(); }

private:
    awaitable<void> read();
    awaitable<bool> deliver(net::Message message);
    awaitable<void> speak(CapabilityPipe& pipe);
    awaitable<void> hear_out();
    awaitable<void> silence();
    void lost(const ErrorCode& error);

    std::shared_ptr<Connection> connection_;
    net::LinkPtr link_;
    Surroundings surroundings_;
    Mux mux_;
    TaskScope tasks_;
    std::size_t speaking_ = 0;  ///< capabilities that have not ended
    Event fell_silent_;
};

}  // namespace plexus::peers
