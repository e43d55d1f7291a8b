#pragma once

#include <boost/asio/as_tuple.hpp>
#include <deque>
#include <optional>
#include <utility>

#include <api/async/event.hpp>
#include <api/core/result.hpp>

namespace plexus::inline v1 {

/// A bounded queue between coroutines of one strand. At the bound, send() waits: back-pressure;
/// try_send() refuses.
///
/// @thread     the strand of its executor
/// @ownership  outlives the coroutines that wait on it
template <class T>
class Channel {
public:
    /// @param capacity  in items, at least 1
    Channel(const Executor& executor, std::size_t capacity)
        : capacity_(capacity), changed_(executor) {}

    /// @returns false at the bound or after close(); `value` is then untouched
    bool try_send(T&& value) {
        if (closed_ || items_.size() >= capacity_) return false;
        items_.push_back(std::move(value));
        changed_.notify();
        return true;
    }

    /// @returns Errc::closed after close()
    awaitable<Result<void>> send(T value) {
        while (!closed_ && items_.size() >= capacity_) co_await changed_.wait();
        if (closed_) co_return make_error_code(Errc::closed);
        items_.push_back(std::move(value));
        changed_.notify();
        co_return Result<void>{};
    }

    /// @returns the next item; Errc::closed once the channel is closed and empty
    awaitable<Result<T>> receive() {
        while (items_.empty() && !closed_) co_await changed_.wait();
        if (items_.empty()) co_return make_error_code(Errc::closed);
        T value = std::move(items_.front());
        items_.pop_front();
        changed_.notify();
        co_return Result<T>(std::move(value));
    }

    /// Takes no further items; items that are in the queue can still be received.
    void close() {
        closed_ = true;
        changed_.notify();
    }

    /// How many items wait to be received.
    std::size_t size() const noexcept { return items_.size(); }

private:
    std::size_t capacity_;
    std::deque<T> items_;
    Event changed_;
    bool closed_ = false;
};

}  // namespace plexus::inline v1
