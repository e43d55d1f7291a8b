#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include <api/async/clock.hpp>

#include "lifecycle.hpp"

namespace plexus::kernel {

struct NodeOptions {
    std::filesystem::path data_dir;
    unsigned threads = 2;
    unsigned blocking_threads = 2;
    std::filesystem::path metrics_file{};  ///< empty: none
    /// From the wish to stop until the node gives up on plugins that do not. Below the ten seconds
    /// that an operator is promised, so that the last words are within them too.
    Duration stop_within = std::chrono::seconds{9};
};

/// One node: threads, data folder, metrics, and the lives of its plugins. Several fit in a process.
///
/// @thread  run(): once, and it blocks; request_stop(): any, also before run()
class Node {
public:
    Node(Blueprint blueprint, NodeOptions options);
    ~Node();

    /// Lives until it is asked to stop, a plugin fails, or the command has ended.
    /// @returns the exit code of the process
    int run(std::optional<CommandCall> command = std::nullopt);

    void request_stop(int exit_code);

    /// What went wrong, for the operator.
    Problems problems() const;

    /// Whether plugins did not stop in time. Nothing is destroyed then, not even with this object,
    /// because threads are still in it: the process should end with _Exit.
    bool hung() const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace plexus::kernel
