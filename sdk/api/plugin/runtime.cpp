#include "runtime.hpp"

namespace plexus::inline v1 {

Runtime::~Runtime() = default;

}  // namespace plexus::inline v1
