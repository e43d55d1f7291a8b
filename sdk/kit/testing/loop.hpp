#pragma once

#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include <api/async/clock.hpp>
#include <api/core/asio.hpp>

namespace plexus::testing {

/// An event loop in driven time: nothing waits, an hour passes in a blink, and every run is alike.
///
/// @thread  the one thread that calls it
class Loop {
public:
    Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// The loop itself, for Asio objects that need one.
    asio::io_context& context() noexcept { return context_; }
    /// The one executor; it needs no strand, because one thread runs it.
    Executor executor() { return context_.get_executor(); }
    /// The driven clock of the loop.
    Clock& clock() noexcept { return clock_; }

    /// Runs a coroutine to its end, with everything else that is in the loop, and lets time pass
    /// whenever all of it waits.
    /// @errors  what the coroutine throws; std::runtime_error if it waits for something that will
    ///          not come, or longer than a day
    template <class T>
    T run(awaitable<T> task) {
        if constexpr (std::is_void_v<T>) {
            finish(std::move(task));
        } else {
            std::optional<T> value;
            finish(keep(std::move(task), value));
            return std::move(*value);
        }
    }

    /// Starts a coroutine in the background. If it fails, the next call of the loop says so.
    void spawn(awaitable<void> task);

    /// Runs whatever can run without any time passing.
    void settle();

    /// Lets this much time pass.
    void advance(Duration duration);

    /// The time that has passed since the loop was made.
    Duration elapsed() const { return clock_.now() - began_; }

private:
    template <class T>
    static awaitable<void> keep(awaitable<T> task, std::optional<T>& value) {
        T result = co_await std::move(task);
        value.emplace(std::move(result));
    }

    void finish(awaitable<void> task);
    void rethrow();

    asio::io_context context_{1};
    Clock& clock_;
    SteadyTime began_;
    std::exception_ptr failure_;
};

}  // namespace plexus::testing
