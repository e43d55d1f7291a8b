#pragma once

#include <api/core/log.hpp>

namespace plexus::inline v1 {

/// From which severity on lines are made into records at all, whatever their channel; at first all
/// are. A line below costs nothing; one that a filter of Boost.Log drops costs attributes, a lock
/// and the filter, about a quarter of a microsecond, and there are several for each message.
///
/// @thread  any
PLEXUS_API void set_log_threshold(Severity least) noexcept;

}  // namespace plexus::inline v1
