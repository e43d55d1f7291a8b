#pragma once

#include <memory>
#include <optional>

#include <kernel/life/lifecycle.hpp>

#include "node_config.hpp"

namespace plexus::node {

/// One node: threads, data folder, metrics, and the lives of its plugins. Several fit in a process.
///
/// @thread  start(), run(), close() and the end: the owner's, never the node's own, and they block;
///          the rest: any
class Node {
public:
    explicit Node(NodeConfig config);

    /// Requests a stop if need be, and closes.
    ~Node();

    /// Starts, waits, closes and destroys the plugins: lives until a stop is requested, a plugin
    /// fails, or the command has ended.
    /// @returns the exit code of the process
    int run(std::optional<kernel::CommandCall> command = std::nullopt);

    /// Once.
    /// @returns true as soon as every plugin has started; false if one failed, or a wish to stop
    ///          came first: nothing is left then
    bool start(std::optional<kernel::CommandCall> command = std::nullopt);

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
    kernel::Registry& registry();
    Runtime& runtime();
    Metrics& metrics();

    /// As the service `Plugins` has it, for a thread that may wait.
    /// @pre start() has returned true
    std::vector<PluginStatus> plugins();
    void join(std::string plugin, PluginSettings settings);
    void leave(std::string plugin);

    /// What went wrong, for the operator.
    resolve::Problems problems() const;

    /// Whether plugins did not stop in time. Nothing is destroyed then, not even with this object,
    /// because threads are still in it: the process should end with _Exit.
    bool hung() const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace plexus::node
