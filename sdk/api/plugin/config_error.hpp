#pragma once

#include <stdexcept>

#include <api/core/api.hpp>

namespace plexus::inline v1 {

/// A setting that makes no sense. The text is one line for the operator: what, where, how to mend
/// it.
class PLEXUS_API ConfigError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
    ~ConfigError() override;
};

}  // namespace plexus::inline v1
