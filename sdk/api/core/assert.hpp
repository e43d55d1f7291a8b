#pragma once

#include <api/core/api.hpp>

namespace plexus::inline v1 {

/// Prints and logs the broken invariant with its place, and calls std::terminate.
[[noreturn]] PLEXUS_API void assertion_failed(const char* condition, const char* file, int line);

}  // namespace plexus::inline v1

/// A defect ends the process in every build type: going on with a broken invariant costs more.
#define PLEXUS_ASSERT(condition) \
    ((condition) ? void() : ::plexus::assertion_failed(#condition, __FILE__, __LINE__))
