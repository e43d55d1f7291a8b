#pragma once

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

#include "judged_peer.hpp"

namespace plexus::testing {

/// An hour of honest and hostile peers, of which the default policy decides who goes.
///
/// The hostile peers were there first, and act first in each minute. One that has to go is back at
/// once, with another id. No honest peer may ever have to go, nor fall below its first score.
///
/// @tparam Handle  what the tests of a plugin hold of a connected peer
template <class Handle>
class CrowdHour {
public:
    static constexpr std::size_t honest_peers = 50;
    static constexpr std::size_t hostile_peers = 5;
    static constexpr std::uint64_t minutes = 60;
    static constexpr int start_score = 50;

    /// What a hostile peer does in that minute.
    using Attack = std::function<void(Handle&, std::uint64_t minute)>;

    virtual ~CrowdHour() = default;

    void live_with(const Attack& attack) {
        for (std::size_t i = 0; i < hostile_peers; ++i) liars_.push_back(join_judged(0));
        for (std::size_t i = 0; i < honest_peers; ++i) others_.push_back(join_judged(0));
        for (std::uint64_t minute = 0; minute < minutes; ++minute) {
            BOOST_TEST_CONTEXT("minute " << minute) { live_a_minute(attack, minute); }
        }
        for (const Member& each : others_) BOOST_TEST(each.judged.lowest() >= start_score);
    }

    /// How many hostile peers had to go.
    std::size_t gone() const noexcept { return gone_; }

protected:
    virtual Loop& the_loop() = 0;
    /// Connects a peer, honest so far.
    virtual Handle join_one(std::uint64_t minute) = 0;
    virtual std::shared_ptr<FakePeer> peer_of(const Handle& handle) = 0;
    virtual void leave_one(Handle& handle) = 0;
    /// What happens in a minute before any peer acts.
    virtual void begin_minute(std::uint64_t) {}
    virtual void act_honestly(Handle& handle, std::uint64_t minute) = 0;
    /// Requires that the minute has ended as if no peer were hostile.
    virtual void check(std::uint64_t minute) = 0;

private:
    struct Member {
        Handle handle;
        JudgedPeer judged;
    };

    Member join_judged(std::uint64_t minute) {
        Handle handle = join_one(minute);
        JudgedPeer judged(the_loop(), peer_of(handle));
        return {std::move(handle), std::move(judged)};
    }

    void live_a_minute(const Attack& attack, std::uint64_t minute) {
        begin_minute(minute);
        for (Member& each : liars_) attack(each.handle, minute);
        for (Member& each : others_) act_honestly(each.handle, minute);
        the_loop().advance(std::chrono::minutes{1});

        check(minute);
        for (Member& each : others_) BOOST_REQUIRE(!each.judged.must_go());
        for (Member& each : liars_) {
            if (!each.judged.must_go()) continue;
            ++gone_;
            leave_one(each.handle);
            each = join_judged(minute + 1);
        }
    }

    std::deque<Member> liars_;
    std::deque<Member> others_;
    std::size_t gone_ = 0;
};

}  // namespace plexus::testing
