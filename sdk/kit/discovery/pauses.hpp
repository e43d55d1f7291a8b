#pragma once

#include <api/async/clock.hpp>

namespace plexus::discovery {

/// A random time from zero to `limit`, both included.
Duration random_up_to(Duration limit);

/// The pause before the table is refreshed again: random, within the second half of `interval`.
Duration refresh_pause(Duration interval);

}  // namespace plexus::discovery
