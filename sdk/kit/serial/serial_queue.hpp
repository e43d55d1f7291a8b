#pragma once

#include <list>
#include <type_traits>
#include <utility>

#include <api/async/await_on.hpp>
#include <api/async/event.hpp>

namespace plexus::serial {

/// Runs calls from many strands on one strand, each after the call before it has ended, in the
/// order of their arrival. A strand alone does not give that: it lets another call begin while a
/// coroutine is suspended in the middle of one.
///
/// Nothing is dropped. A caller waits for its call to end, so the queue is bounded by the count of
/// callers (a peer's session makes one call at a time), and a slow call holds its callers back.
///
/// @thread     call(): any
/// @ownership  outlives the calls; a call must not make another through the same queue, because it
///             would wait for itself
class SerialQueue {
public:
    /// @param strand  where all calls are made
    explicit SerialQueue(const Executor& strand) : strand_(strand), changed_(strand) {}
    SerialQueue(const SerialQueue&) = delete;
    SerialQueue& operator=(const SerialQueue&) = delete;

    /// Awaits `function()`, which yields an awaitable, on the queue's strand when its turn has
    /// come. The caller's cancellation reaches the call, or its place in the queue, and is joined:
    /// what the function refers to must live as long as the awaiting caller, and no longer. Pass a
    /// named function object (GCC 12 destroys some temporaries twice).
    /// @errors what the function throws
    template <class Function>
    std::invoke_result_t<Function&> call(Function function) {
        auto there = take_turn(std::move(function));
        co_return co_await await_on(strand_, std::move(there));
    }

private:
    /// A caller's place in the queue, given up however the call ends.
    class Ticket {
    public:
        explicit Ticket(SerialQueue& queue)
            : queue_(queue), here_(queue.tickets_.insert(queue.tickets_.end(), this)) {}
        Ticket(const Ticket&) = delete;
        Ticket& operator=(const Ticket&) = delete;
        ~Ticket() {
            queue_.tickets_.erase(here_);
            queue_.changed_.notify();
        }

        bool is_first() const { return queue_.tickets_.front() == this; }

    private:
        SerialQueue& queue_;
        std::list<const Ticket*>::iterator here_;
    };

    template <class Function>
    std::invoke_result_t<Function&> take_turn(Function function) {
        const Ticket ticket(*this);
        while (!ticket.is_first()) co_await changed_.wait();
        co_return co_await function();
    }

    Executor strand_;
    Event changed_;
    std::list<const Ticket*> tickets_;  ///< the call that runs, then the calls that wait
};

}  // namespace plexus::serial
