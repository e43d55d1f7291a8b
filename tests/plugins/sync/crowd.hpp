#pragma once

#include <api/eth/handlers.hpp>

#include <plugins/scoring/additive_scoring.hpp>

#include "stage.hpp"

namespace plexus::testing {

/// A node in a crowd of honest peers on a chain that moves, and hostile ones. The default policy
/// decides who goes; a hostile peer that had to go is back at once, with another id.
class Crowd : public SyncStage {
public:
    Crowd();

    FakeChain truth;
    std::uint64_t height() const { return truth.height(); }

    /// Makes a peer hostile. It is called again when the chain has moved.
    using Spoil = std::function<void(FakeRemote&)>;
    void join_hostile(std::size_t count, const Spoil& spoil);
    void join_honest(std::size_t count);

    /// What a hostile peer sends by itself when the chain has moved; nothing if it is empty.
    using Gossip =
        std::function<awaitable<eth::ValidationResult>(eth::BlockHandler&, const eth::Origin&)>;
    Gossip gossip{};

    /// Lets time pass: a block every minute, and one in ten reorganises two blocks.
    void live(Duration time);
    /// Lets time pass until the honest head is ours; at most ten minutes.
    /// @returns how long that took
    Duration live_until_honest_head();

    bool has_honest_head() const { return store.stored().find(truth.head().hash) != nullptr; }
    int lowest_honest_score() const { return lowest_; }
    std::size_t honest_dropped() const { return honest_dropped_; }
    /// How many hostile peers had to go; each was back at once.
    std::size_t hostile_dropped() const { return hostile_dropped_; }
    /// How many honest heads were not ours when the next one came.
    std::size_t missed() const { return missed_; }

private:
    struct Member {
        std::shared_ptr<FakeRemote> remote;
        std::shared_ptr<FakePeer> peer;
        net::PeerRecord record;
        std::size_t judged = 0;
        Spoil spoil;  ///< empty for an honest one
        bool gone = false;
    };

    void join(Member member);
    void step();
    void judge_all();
    void judge(Member& member);
    void grow();
    void update(Member& member);
    void send_gossip(Member& member);

    scoring::AdditiveScoring policy_{scoring::Bounds{}};
    std::vector<Member> members_;
    std::uint64_t branch_ = 0;
    int lowest_ = 1000;
    std::size_t honest_dropped_ = 0;
    std::size_t hostile_dropped_ = 0;
    std::size_t missed_ = 0;
    Duration next_block_{};
};

}  // namespace plexus::testing
