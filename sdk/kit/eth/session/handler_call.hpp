#pragma once

#include <exception>
#include <optional>
#include <typeinfo>

#include <api/core/asio.hpp>
#include <api/core/log.hpp>
#include <api/eth/handlers.hpp>
#include <api/plugin/metrics.hpp>

namespace plexus::inline v1::eth {

/// How long a handler may keep one message: twice the time that a request of its own may take.
inline constexpr std::chrono::seconds handler_limit{60};

/// Where it is noted that handlers of other plugins went wrong.
struct HandlerTroubles {
    Metric& failures;  ///< calls that threw
    Metric& stalls;    ///< calls that were ended because they took too long
    Logger& log;       ///< of the capability, not of the handler's plugin
};

/// Notes it.
/// @param problem  none if the call took too long
void note(const HandlerTroubles& troubles, const std::type_info& handler,
          const std::exception_ptr& problem);

/// Awaits a handler's call. What it throws, or that it takes longer than `handler_limit`, is its
/// own affair: it is noted, and counts as no validation result.
/// @errors the cancellation of the caller, and nothing else
awaitable<std::optional<ValidationResult>> bear(const HandlerTroubles& troubles,
                                                const std::type_info& handler,
                                                awaitable<ValidationResult> call);

}  // namespace plexus::inline v1::eth
