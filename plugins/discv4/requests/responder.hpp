#pragma once

#include <api/async/task_scope.hpp>

#include "prober.hpp"
#include "requests.hpp"

namespace plexus::discv4 {

/// Responds to requests of other nodes. A Ping of any node gets a Pong; every other request needs a
/// proof that the sender receives what is sent to its address, or forged requests would turn our
/// replies against a victim.
///
/// @thread  the state's strand
/// @spec    devp2p discv4, "Endpoint Proof"
class Responder {
public:
    /// @param scope  owns the Pings sent back to first contacts
    Responder(State& state, Requests& requests, Prober& prober, TaskScope& scope, Metrics& metrics);

    void handle(const Wire::IncomingPacket& incoming);

private:
    void on(const Wire::IncomingPacket& incoming, const Ping& ping);
    void on(const Wire::IncomingPacket& incoming, const Pong& pong);
    void on(const Wire::IncomingPacket& incoming, const FindNode& request);
    void on(const Wire::IncomingPacket& incoming, const Neighbors& response);
    void on(const Wire::IncomingPacket& incoming, const EnrRequest& request);
    void on(const Wire::IncomingPacket& incoming, const EnrResponse& response);

    bool is_proved(const Wire::IncomingPacket& incoming) const;
    void count_unsolicited(const Expected* taker);
    void respond(const Wire::IncomingPacket& to, const net::NodeId& target);
    awaitable<void> ping_back(net::Node node);
    void welcome(const net::Node& node);

    State& state_;
    Requests& requests_;
    Prober& prober_;
    TaskScope& scope_;
    Counter& unproved_;
    Counter& unsolicited_;
};

}  // namespace plexus::discv4
