#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plexus::kernel {

/// @returns "; did you mean 'x'?" with the candidate that differs from `word` by a slip of the
///          finger, or nothing if none does
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

/// @returns "a, b and c"
std::string enumerate(const std::vector<std::string>& words);

}  // namespace plexus::kernel
