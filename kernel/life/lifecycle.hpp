#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "changes.hpp"
#include "exit_status.hpp"
#include "lifecycle_config.hpp"

namespace plexus::kernel {

/// A plugin's command, awaited in place of its run().
struct CommandCall {
    std::string plugin;
    std::string command;
    std::vector<std::string> arguments;
    FolderUse folder_use = FolderUse::exclusive;
};

/// Takes the plugins of one node through their lives: constructed and started in plan order, run
/// all together, cancelled, stopped in reverse order; destroyed in reverse order with this object.
/// Whatever goes wrong is added to the exit status and ends the node by `Runtime::request_stop`,
/// unless it is of a plugin that joined later or leaves: the node goes on without it.
///
/// @thread     live() on strand(); stop() any; the rest while the loop does not run
/// @ownership  outlived by its context
class Lifecycle {
public:
    Lifecycle(LifecycleConfig config, const Context& context, ExitStatus& status);

    /// @returns false if a constructor threw; there is nothing to do then but to destroy
    bool construct();

    /// From start to stop; ends when everything is stopped. Never throws.
    /// @param on_started  called once every plugin has started
    awaitable<void> live(std::optional<CommandCall> command, std::function<void()> on_started);

    /// Ends the starting or the running; the runtime's owner calls it when a stop is requested.
    void stop();

    const Executor& strand() const noexcept { return table_.strand(); }

    /// The services, to be looked up once every plugin has started.
    Registry& registry() noexcept { return table_.registry(); }

    /// How others join and leave, from when every plugin has started on.
    Changes& changes() noexcept { return changes_; }

private:
    awaitable<bool> start_all();
    awaitable<void> run_all();
    awaitable<void> stop_all();
    bool is_commanded(const PluginInstance& instance) const;
    awaitable<void> run_command(PluginInstance& instance);
    void check_runs();
    void check_run(std::size_t row);
    void fail(const std::string& plugin, const char* what, ExitCode if_misconfigured,
              const std::exception_ptr& failure);

    LifecycleConfig config_;
    const Context& context_;
    ExitStatus& status_;
    Logger log_;
    PluginTable table_;
    Changes changes_;
    std::optional<CommandCall> command_;
    bool command_done_ = false;
};

}  // namespace plexus::kernel
