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
/// @thread  start(), run(), close() and the end: the owner's, never the node's own, and they block;
///          the rest: any
class Node {
public:
    Node(Blueprint blueprint, NodeOptions options);

    /// Asks to stop if need be, and closes.
    ~Node();

    /// Starts, waits, closes and destroys the plugins: lives until it is asked to stop, a plugin
    /// fails, or the command has ended.
    /// @returns the exit code of the process
    int run(std::optional<CommandCall> command = std::nullopt);

    /// Once.
    /// @returns true as soon as every plugin has started; false if one failed, or a wish to stop
    ///          came first: nothing is left then
    bool start(std::optional<CommandCall> command = std::nullopt);

    /// Has every plugin that can tell its state log it, unless the node is starting or stopping.
    void report_status();

    /// Also before start().
    void request_stop(int exit_code);

    /// Waits until every plugin has stopped, or the time for it is up.
    /// @returns the exit code of the process
    int wait();

    /// Waits, and ends the threads. The plugins and their services are there until the end.
    void close();

    /// @pre start() has returned true
    const Registry& registry() const;
    Runtime& runtime();
    Metrics& metrics();

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
