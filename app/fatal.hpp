#pragma once

#include <exception>

#include <app/log/log_output.hpp>

namespace plexus::app {

/// While it lives, a defect that ends the process (std::terminate: an exception that nobody
/// catches, PLEXUS_ASSERT) is logged, and the log is written out before the process aborts. One at
/// a time.
class FatalFlush {
public:
    /// How long a target that accepts nothing may delay the end of the process.
    static constexpr Duration limit = std::chrono::seconds{1};

    /// @param log  outlives this
    explicit FatalFlush(LogOutput& log);
    ~FatalFlush();
    FatalFlush(const FatalFlush&) = delete;
    FatalFlush& operator=(const FatalFlush&) = delete;

private:
    std::terminate_handler before_;
};

}  // namespace plexus::app
