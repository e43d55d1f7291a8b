#include "handler_call.hpp"

#include <boost/core/demangle.hpp>

#include <api/async/within.hpp>

namespace plexus::inline v1::eth {
namespace {

std::string sentence_of(const std::exception_ptr& problem) {
    try {
        std::rethrow_exception(problem);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "something that is no std::exception";
    }
}

}  // namespace

void note(const HandlerTroubles& troubles, const std::type_info& handler,
          const std::exception_ptr& problem) {
    const std::string name = boost::core::demangle(handler.name());
    if (!problem) {
        troubles.stalls.add();
        PLEXUS_LOG(troubles.log, warn)
            << "handler took too long and was ended" << kv("handler", name);
        return;
    }
    troubles.failures.add();
    PLEXUS_LOG(troubles.log, warn)
        << "handler failed" << kv("handler", name) << kv("error", sentence_of(problem));
}

awaitable<std::optional<ValidationResult>> bear(const HandlerTroubles& troubles,
                                                const std::type_info& handler,
                                                awaitable<ValidationResult> call) {
    std::optional<ValidationResult> validation;
    std::exception_ptr problem;
    try {
        const Result<ValidationResult> said = co_await within(handler_limit, std::move(call));
        if (said) validation = *said;
    } catch (...) {  // whatever it is: it is told below, or it is our own cancellation
        problem = std::current_exception();
    }
    const asio::cancellation_state mine = co_await asio::this_coro::cancellation_state;
    if (mine.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    if (!validation) note(troubles, handler, problem);
    co_return validation;
}

}  // namespace plexus::inline v1::eth
