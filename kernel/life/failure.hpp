#pragma once

#include <exception>
#include <string>

namespace plexus::kernel {

/// What a plugin's exception says to the operator.
/// @param what  what it was doing: "failed to start"
std::string sentence_of(const std::string& plugin, const char* what,
                        const std::exception_ptr& failure);

/// Whether a failure is a ConfigError, which the operator can mend.
bool is_misconfiguration(const std::exception_ptr& failure);

/// Whether this is how a coroutine ends that was cancelled.
bool is_cancellation(const std::exception_ptr& failure);

}  // namespace plexus::kernel
