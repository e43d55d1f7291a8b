#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <typeinfo>

#include <boost/system/system_error.hpp>

#include <api/async/within.hpp>
#include <api/core/log.hpp>
#include <api/plugin/host.hpp>

namespace plexus::handlers {

/// How long a handler may keep one call: twice the time that a request of its own may take.
inline constexpr std::chrono::seconds call_limit{60};

/// Counters and logger for failures of other plugins' handlers.
struct HandlerFailures {
    /// @param host  of the plugin that calls the handlers
    explicit HandlerFailures(Host& host);

    Counter& exceptions;  ///< calls that threw
    Counter& timeouts;    ///< calls that were ended because they took too long
    mutable Logger log;   ///< of that plugin; logging from a const context changes it
};

/// Names a handler in the log: by its own name, or else by its class.
///
/// @ownership  refers to what it is made of
class HandlerName {
public:
    /// The class of the handler.
    HandlerName(const std::type_info& type) : type_(&type) {}  // NOLINT(*-explicit-*): a name
    /// A name of its own; must outlive the call.
    HandlerName(std::string_view name) : name_(name) {}  // NOLINT(*-explicit-*): likewise

    /// What the log shows.
    std::string text() const;

private:
    const std::type_info* type_ = nullptr;
    std::string_view name_{};
};

/// Counts and logs that a call went wrong.
/// @param problem  none if the call took too long
void note(const HandlerFailures& handler_failures, const HandlerName& handler,
          const std::exception_ptr& problem);

/// Awaits a handler's call. An exception, or a call longer than `call_limit`, is counted and
/// logged, and ends nothing else: a defect of one handler must not end a session.
/// @returns what the call yields; Errc::timed_out or Errc::refused (it threw) if it went wrong
/// @errors  the cancellation of the caller, and nothing else
template <class T>
awaitable<Result<T>> guarded(const HandlerFailures& handler_failures, HandlerName handler,
                             awaitable<T> call) {
    Result<T> outcome = make_error_code(Errc::refused);
    std::exception_ptr problem;
    try {
        outcome = co_await within(call_limit, std::move(call));
    } catch (...) {  // logged below, or it is our own cancellation
        problem = std::current_exception();
    }
    const asio::cancellation_state mine = co_await asio::this_coro::cancellation_state;
    if (mine.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    if (!outcome) note(handler_failures, handler, problem);
    co_return outcome;
}

}  // namespace plexus::handlers
