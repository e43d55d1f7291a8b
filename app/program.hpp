#pragma once

namespace plexus::app {

/// The program `plexus`, whole: it takes the signals and the log of the process.
/// @returns the exit code
int run_program(int count, char** arguments);

}  // namespace plexus::app
