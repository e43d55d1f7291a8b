#pragma once

#include <array>

#include <api/plugin/metrics.hpp>

#include "kind.hpp"

namespace plexus::stream {

/// One counter for each kind, by index_of().
using KindCounters = std::array<Counter*, kind_count>;

}  // namespace plexus::stream
