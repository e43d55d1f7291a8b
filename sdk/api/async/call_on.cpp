#include "call_on.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <exception>

namespace plexus::inline v1 {
namespace {

/// What Asio calls an initiation: it posts a function to an executor, and the handler back.
struct CallThere {
    template <class Handler>
    void operator()(Handler handler, const Executor& executor,
                    const std::function<void()>& function) const {
        // Counts as work of the caller's loop, which has nothing else to wait for, perhaps.
        auto home = asio::prefer(asio::get_associated_executor(handler, executor),
                                 asio::execution::outstanding_work.tracked);
        asio::post(executor,
                   [&function, home = std::move(home), handler = std::move(handler)]() mutable {
                       function();
                       asio::dispatch(home, std::move(handler));
                   });
    }
};

}  // namespace

awaitable<void> await_shielded_on(Executor executor, awaitable<void> operation) {
    // An empty slot: a cancellation that is sent to the other executor by Asio itself could arrive
    // there when the operation has ended and its signal is gone.
    return await_apart(std::move(executor), std::move(operation), asio::cancellation_slot());
}

namespace detail {

awaitable<void> call_there(Executor executor, std::function<void()> function) {
    std::exception_ptr problem;
    const std::function<void()> guarded = [&problem, &function] {
        try {
            function();
        } catch (...) {  // thrown on by the caller
            problem = std::current_exception();
        }
    };
    auto there = asio::async_initiate<const asio::deferred_t, void()>(
        CallThere{}, asio::deferred, std::cref(executor), std::cref(guarded));
    co_await std::move(there);
    if (problem) std::rethrow_exception(problem);
}

}  // namespace detail
}  // namespace plexus::inline v1
