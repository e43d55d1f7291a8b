#include "options.hpp"

namespace plexus::inline v1 {

ConfigError::~ConfigError() = default;
Options::~Options() = default;
Settings::~Settings() = default;

}  // namespace plexus::inline v1
