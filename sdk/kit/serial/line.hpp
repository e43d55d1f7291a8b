#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <api/async/event.hpp>
#include <api/core/asio.hpp>

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
    /// What the function refers to must live as long as the awaiting caller, who cannot leave
    /// before the call has ended: cancellation is not passed on to it, nor to those who queue.
    /// Pass a named function object (GCC 12 destroys some temporaries twice).
    /// @errors what the function throws
    template <class Function>
    std::invoke_result_t<Function&> call(Function function) {
        auto there = take_turn(std::move(function));
        // No slot: the signal lives on the caller's strand, and would be emitted there.
        auto token = asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable);
        co_return co_await asio::co_spawn(strand_, std::move(there), token);
    }

private:
    /// Lets the next one in when it goes, however the call has ended.
    class Turn {
    public:
        explicit Turn(Line& line) : line_(line) {}
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() {
            ++line_.served_;
            line_.changed_.notify();
        }

    private:
        Line& line_;
    };

    template <class Function>
    std::invoke_result_t<Function&> take_turn(Function function) {
        const std::uint64_t number = arrived_++;
        while (number != served_) co_await changed_.wait();
        const Turn turn(*this);
        co_return co_await function();
    }

    Executor strand_;
    Event changed_;
    std::uint64_t arrived_ = 0;  ///< the number that the next caller draws
    std::uint64_t served_ = 0;   ///< the number whose turn it is
};

}  // namespace plexus::serial
