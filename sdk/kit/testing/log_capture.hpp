#pragma once

#include <memory>
#include <string>
#include <vector>

#include <api/core/log.hpp>

namespace plexus::testing {

/// Catches what is logged while it lives, instead of letting it onto the console.
class LogCapture {
public:
    LogCapture();
    ~LogCapture();
    LogCapture(const LogCapture&) = delete;
    LogCapture& operator=(const LogCapture&) = delete;

    /// "severity message name=value ..."
    std::vector<std::string> lines() const;

    /// How many lines contain this text.
    std::size_t count(std::string_view text) const;

private:
    struct Sink;
    std::shared_ptr<Sink> sink_;
};

}  // namespace plexus::testing
