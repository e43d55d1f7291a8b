#pragma once

#include <mutex>
#include <optional>
#include <string>

#include <resolve/problems.hpp>

namespace plexus::kernel {

enum class ExitCode : int {
    fine = 0,
    failure = 1,        ///< something went wrong while the node lived
    configuration = 2,  ///< it did not come to life, and the operator can mend it
};

/// What a node's life comes to: problems, and the exit code of the process.
///
/// @thread  any
class ExitStatus {
public:
    /// A wish to end with this code. The first one counts, unless there are problems.
    void propose(int exit_code);

    /// Takes back a wish for success: something was left undone.
    void forbid_success();

    void add(ExitCode code, std::string problem);

    int exit_code() const;
    resolve::Problems problems() const;

private:
    mutable std::mutex mutex_;
    std::optional<int> proposed_;
    std::optional<ExitCode> failure_;
    resolve::Problems problems_;
};

}  // namespace plexus::kernel
