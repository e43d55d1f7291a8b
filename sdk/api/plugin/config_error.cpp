#include "config_error.hpp"

namespace plexus::inline v1 {

ConfigError::~ConfigError() = default;

}  // namespace plexus::inline v1
