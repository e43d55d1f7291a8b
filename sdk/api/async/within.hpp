#pragma once

#include <boost/asio/error.hpp>
#include <optional>
#include <utility>

#include <api/async/clock.hpp>
#include <api/async/settled.hpp>
#include <api/core/asio.hpp>
#include <api/core/result.hpp>

namespace plexus::inline v1 {
namespace detail {

template <class T>
struct ResultOf {
    using type = Result<T>;
};
template <class T>
struct ResultOf<Result<T>> {
    using type = Result<T>;
};

/// Awaits `operation`, but cancels it once `limit` has passed.
/// @returns  whether that was so; then the operation may have ended with its cancellation
/// @errors   as within()
PLEXUS_API awaitable<bool> expired_within(Duration limit, awaitable<void> operation);

}  // namespace detail

/// Awaits `operation`, but cancels it once `limit` has passed. The operation is always joined: when
/// this returns, nothing of it runs any more.
///
/// @thread   the operation runs on the caller's executor
/// @returns  what the operation yields (a Result stays as it is), or Errc::timed_out
/// @errors   system_error(operation_aborted) if the caller was cancelled, even where the operation
///           had yielded a value; other exceptions of the operation pass through
template <class T>
awaitable<typename detail::ResultOf<T>::type> within(Duration limit, awaitable<T> operation) {
    std::optional<typename detail::ResultOf<T>::type> outcome;
    auto kept = keep(outcome, std::move(operation));
    const bool expired = co_await detail::expired_within(limit, std::move(kept));
    if (!outcome ||
        (expired && outcome->has_error() && outcome->error() == asio::error::operation_aborted)) {
        co_return make_error_code(Errc::timed_out);
    }
    co_return std::move(*outcome);
}

/// The same for an operation that yields nothing.
PLEXUS_API awaitable<Result<void>> within(Duration limit, awaitable<void> operation);

}  // namespace plexus::inline v1
