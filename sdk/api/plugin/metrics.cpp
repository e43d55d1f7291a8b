#include "metrics.hpp"

namespace plexus::inline v1 {

Metrics::~Metrics() = default;

}  // namespace plexus::inline v1
