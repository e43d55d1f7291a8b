#include "runtime.hpp"

namespace plexus::inline v1 {

Runtime::~Runtime() = default;

Executor Runtime::plugin_executor() { return executor(); }

}  // namespace plexus::inline v1
