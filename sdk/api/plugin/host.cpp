#include "host.hpp"

namespace plexus::inline v1 {

Host::~Host() = default;

}  // namespace plexus::inline v1
