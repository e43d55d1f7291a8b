#pragma once

#include <exception>
#include <string>

namespace plexus::handlers {

/// What an exception of another plugin says: it may be anything.
/// @param problem  not null
std::string text_of(const std::exception_ptr& problem);

}  // namespace plexus::handlers
