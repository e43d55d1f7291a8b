#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <api/async/event.hpp>
#include <api/plugin/plugin.hpp>

#include <kernel/resolve/resolver.hpp>

#include "plugin_host.hpp"
#include "verdict.hpp"

namespace plexus::kernel {

/// What a node is made of, decided before anything is created.
struct Blueprint {
    Plan plan;
    std::map<std::string, std::unique_ptr<Settings>> settings{};  ///< by plugin
    std::shared_ptr<Catalogue> catalogue{};                       ///< owns what the plan points at
};

/// A plugin's command, awaited in place of its run().
struct CommandCall {
    std::string plugin;
    std::string command;
    std::vector<std::string> arguments;
    FolderUse folder_use = FolderUse::exclusive;
};

/// Takes the plugins of one node through their lives: constructed and started in plan order, run
/// all together, cancelled, stopped in reverse order; destroyed in reverse order with this object.
/// Whatever goes wrong is added to the verdict and ends the node by `Runtime::request_stop`.
///
/// @thread     live() on strand(); stop() any; the rest while the loop does not run
/// @ownership  outlived by the blueprint and by what it is surrounded with
class Lifecycle {
public:
    Lifecycle(const Blueprint& blueprint, const Surroundings& surroundings, Verdict& verdict);
    ~Lifecycle();
    Lifecycle(const Lifecycle&) = delete;
    Lifecycle& operator=(const Lifecycle&) = delete;

    /// @returns false if a constructor threw; there is nothing to do then but to destroy
    bool construct();

    /// From start to stop; ends when everything is stopped. Never throws.
    /// @param on_started  called once every plugin has started
    awaitable<void> live(std::optional<CommandCall> command, std::function<void()> on_started);

    /// Ends the starting or the running; the runtime's owner calls it when asked to stop.
    void stop();

    const Executor& strand() const noexcept { return strand_; }

    /// The services, to be asked once every plugin has started.
    const Registry& registry() const noexcept { return registry_; }

private:
    struct Step;
    struct Part;
    using Work = std::function<awaitable<void>()>;

    void launch(Step& step, Work work);
    awaitable<void> watch(Step& step, Work work);
    awaitable<void> finished(Step& step);

    awaitable<std::size_t> start_all();
    awaitable<void> run_all(std::optional<CommandCall> command);
    awaitable<void> stop_all(std::size_t started);
    Work life_of(Part& part, const std::optional<CommandCall>& command);
    awaitable<void> run_command(Part& part, CommandCall call);
    bool judge(Part& part, Step& step);
    void fail(const std::string& plugin, const char* what, ExitCode if_misconfigured,
              const std::exception_ptr& failure);

    const Blueprint& blueprint_;
    const Surroundings& surroundings_;
    Verdict& verdict_;
    Registry registry_;
    Executor strand_;
    Event changed_;  // a step ended, or stop() was called
    Logger log_;
    std::vector<std::unique_ptr<Part>> parts_;
    bool stopping_ = false;
    bool command_done_ = false;
};

}  // namespace plexus::kernel
