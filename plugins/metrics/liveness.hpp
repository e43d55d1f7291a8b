#pragma once

#include <api/plugin/runtime.hpp>

namespace plexus::metrics {

/// Whether the event loop of the peers turns within five seconds. It has other threads than that of
/// a plugin, so that a plugin responds says nothing about it.
///
/// @thread  the caller's strand
awaitable<bool> peers_loop_turns(Runtime& runtime);

}  // namespace plexus::metrics
