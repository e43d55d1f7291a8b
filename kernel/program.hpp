#pragma once

#include <api/core/api.hpp>

namespace plexus::kernel {

/// The program `plexus`, whole: it takes the signals and the log of the process.
/// @returns the exit code
PLEXUS_API int run_program(int count, char** arguments);

}  // namespace plexus::kernel
