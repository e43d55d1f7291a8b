#pragma once

#include <api/core/log.hpp>

namespace plexus::inline v1 {

/// From which severity on lines are made into records at all, whatever their channel; at first all
/// are. A record that a filter of Boost.Log drops costs a thousand times more than a line below
/// this: with two debug lines for each message, more than the message.
///
/// @thread  any
PLEXUS_API void set_log_threshold(Severity least) noexcept;

}  // namespace plexus::inline v1
