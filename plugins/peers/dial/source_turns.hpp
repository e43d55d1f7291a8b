#pragma once

#include <algorithm>
#include <cstdint>
#include <list>
#include <memory>

#include <api/async/clock.hpp>

namespace plexus::peers {

/// Turns of the discoveries at the slots for dials. Of those that have a candidate the one that
/// got the fewest goes first; and none has more than half of the peers as long as another one
/// delivers. So one that delivers faster than the others, perhaps because somebody feeds it, gets
/// no more than its share.
///
/// @thread  that of the owner
class SourceTurns {
    struct State {
        std::uint64_t turns = 0;
        bool waits = false;
        SteadyTime delivered{};  ///< the last candidate that was dialled
    };
    using Sources = std::list<State>;

public:
    /// Held while a node that a source named is dialled, and while it is a peer.
    using Seat = std::shared_ptr<const Sources::iterator>;

    /// A source none of whose candidates was dialled for so long does not hold up the others: it
    /// may name nothing but nodes that others have named before.
    static constexpr Duration alive_for = std::chrono::seconds{30};

    /// One discovery, for as long as it is followed.
    class Source {
    public:
        Source(SourceTurns& turns, SteadyTime now)
            : turns_(turns), place_(std::make_shared<const Sources::iterator>(turns.enter(now))) {}
        Source(const Source&) = delete;
        Source& operator=(const Source&) = delete;
        ~Source() { turns_.sources_.erase(*place_); }

        /// It has a candidate, which waits for a slot.
        void wait() { own().waits = true; }

        /// @param most  seats that one source may have while another one delivers
        bool may_proceed(std::size_t most, SteadyTime now) const {
            const auto seats = static_cast<std::size_t>(place_.use_count() - 1);
            return std::ranges::all_of(turns_.sources_, [&](const State& other) {
                if (&other == &own()) return true;
                if (other.waits && other.turns < own().turns) return false;
                return seats < most || now - other.delivered > alive_for;
            });
        }

        /// Its candidate is dialled.
        Seat take(SteadyTime now) {
            ++own().turns;
            own().delivered = now;
            return place_;
        }

        /// Its candidate was examined.
        /// @returns whether another one waits, and may proceed now
        bool proceed() {
            own().waits = false;
            return std::ranges::any_of(turns_.sources_, &State::waits);
        }

    private:
        State& own() const { return **place_; }

        SourceTurns& turns_;
        Seat place_;
    };

private:
    /// A newcomer does not catch up with what the others got before it came.
    Sources::iterator enter(SteadyTime now) {
        State state;
        state.delivered = now;
        const auto least = std::ranges::min_element(sources_, {}, &State::turns);
        if (least != sources_.end()) state.turns = least->turns;
        return sources_.insert(sources_.end(), state);
    }

    Sources sources_{};
};

}  // namespace plexus::peers
