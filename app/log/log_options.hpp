#pragma once

#include <embed/option_values.hpp>

#include "log_output.hpp"

namespace plexus::app {

/// @param general  the level of channels that the options do not name
/// @errors         ConfigError
LogSettings log_settings(const embed::OptionValues& values, Severity general);

}  // namespace plexus::app
