#pragma once

#include <api/async/task_scope.hpp>

#include "examiner.hpp"
#include "requests.hpp"

namespace plexus::discv4 {

/// Answers other nodes. Only a Ping is answered to anybody; all else needs a proof that the asker
/// receives what is sent to his address.
///
/// @thread  the state's strand
/// @spec    devp2p discv4, "Endpoint Proof"
class Responder {
public:
    /// @param scope  owns the pings that answer first contacts
    Responder(State& state, Requests& requests, Examiner& examiner, TaskScope& scope,
              Metrics& metrics);

    void handle(const Wire::Arrival& arrival);

private:
    void on(const Wire::Arrival& arrival, const Ping& ping);
    void on(const Wire::Arrival& arrival, const Pong& pong);
    void on(const Wire::Arrival& arrival, const FindNode& question);
    void on(const Wire::Arrival& arrival, const Neighbors& answer);
    void on(const Wire::Arrival& arrival, const EnrRequest& question);
    void on(const Wire::Arrival& arrival, const EnrResponse& answer);

    bool is_proved(const Wire::Arrival& arrival) const;
    void count_unsolicited(const Expected* taker);
    void answer(const Wire::Arrival& to, const net::NodeId& target);
    awaitable<void> ping_back(net::Node node);
    void welcome(const net::Node& node);

    State& state_;
    Requests& requests_;
    Examiner& examiner_;
    TaskScope& scope_;
    Metric& unproved_;
    Metric& unsolicited_;
};

}  // namespace plexus::discv4
