#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include <kit/testing/fake_peer.hpp>

#include <plugins/scoring/additive_scoring.hpp>

namespace plexus::testing {

/// What the default policy makes of what is reported of a peer.
class JudgedPeer {
public:
    JudgedPeer(Loop& loop, std::shared_ptr<FakePeer> peer)
        : loop_(&loop),
          peer_(std::move(peer)),
          record_(policy_.initial(peer_->node().id, loop.clock().now())) {}

    /// Applies the reports since the last call.
    /// @returns whether the peer has to go, or was disconnected
    bool must_go() {
        auto action = net::ScoreAction::keep;
        for (; judged_ < peer_->reports.size(); ++judged_) {
            const SteadyTime now = loop_->clock().now();
            action = std::max(action, policy_.apply(record_, peer_->reports[judged_], now));
        }
        lowest_ = std::min(lowest_, policy_.score(record_, loop_->clock().now()));
        return action != net::ScoreAction::keep || peer_->reason.has_value();
    }

    /// The lowest score that it had when it was judged.
    int lowest() const noexcept { return lowest_; }

private:
    scoring::AdditiveScoring policy_{scoring::Bounds{}};
    Loop* loop_;
    std::shared_ptr<FakePeer> peer_;
    net::PeerRecord record_;
    std::size_t judged_ = 0;
    int lowest_ = 1000;
};

}  // namespace plexus::testing
