#pragma once

#include <string>
#include <vector>

namespace plexus::resolve {

/// What is wrong, one sentence each: what, where, how to mend it. Collected rather than thrown
/// wherever an operator is better served by hearing of everything at once.
using Problems = std::vector<std::string>;

}  // namespace plexus::resolve
