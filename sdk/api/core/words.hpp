#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <api/core/api.hpp>

namespace plexus::inline v1 {

/// @returns "; did you mean 'x'?" with the candidate that differs from `word` by a slip of the
///          finger, or nothing if none does
PLEXUS_API std::string did_you_mean(std::string_view word,
                                    const std::vector<std::string>& candidates);

/// @returns "a, b and c"
PLEXUS_API std::string enumerate(const std::vector<std::string>& words);

}  // namespace plexus::inline v1
