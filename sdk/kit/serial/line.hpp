#pragma once

#include <list>
#include <type_traits>
#include <utility>

#include <api/async/await_on.hpp>
#include <api/async/event.hpp>

namespace plexus::serial {

/// Calls that come from many strands are made on one, each after the one before has ended, in the
/// order of their arrival: also where a call waits for something in its middle, which a strand
/// alone does not give.
///
/// Nothing is dropped. Who calls waits for the answer, so the queue is bounded by the count of
/// callers (a peer's session makes one call at a time), and a slow call holds its callers back.
///
/// @thread     call(): any
/// @ownership  outlives the calls; a call must not make another through the same line, because it
///             would wait for itself
class Line {
public:
    explicit Line(const Executor& strand) : strand_(strand), changed_(strand) {}
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    /// Awaits `function()`, which yields an awaitable, on the line's strand when its turn has come.
    /// The caller's cancellation reaches the call, or its place in the queue, and is joined: what
    /// the function refers to must live as long as the awaiting caller, and no longer.
    /// Pass a named function object (GCC 12 destroys some temporaries twice).
    /// @errors what the function throws
    template <class Function>
    std::invoke_result_t<Function&> call(Function function) {
        auto there = take_turn(std::move(function));
        co_return co_await await_on(strand_, std::move(there));
    }

private:
    /// A caller's place in the queue, given up however the call ends.
    class Place {
    public:
        explicit Place(Line& line)
            : line_(line), here_(line.queue_.insert(line.queue_.end(), this)) {}
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        ~Place() {
            line_.queue_.erase(here_);
            line_.changed_.notify();
        }

        bool is_first() const { return line_.queue_.front() == this; }

    private:
        Line& line_;
        std::list<const Place*>::iterator here_;
    };

    template <class Function>
    std::invoke_result_t<Function&> take_turn(Function function) {
        const Place place(*this);
        while (!place.is_first()) co_await changed_.wait();
        co_return co_await function();
    }

    Executor strand_;
    Event changed_;
    std::list<const Place*> queue_;  ///< the one whose turn it is, then those who wait
};

}  // namespace plexus::serial
