#pragma once

#include <functional>
#include <mutex>

#include <api/async/task_scope.hpp>
#include <api/core/log.hpp>

#include "lifecycle_config.hpp"
#include "plugin_table.hpp"

namespace plexus::kernel {

/// How plugins join a running node and leave it.
///
/// @thread     what Plugins has, submit_join() and submit_leave(): any; the rest: the table's
/// strand
/// @ownership  closed before it is destroyed; outlived by the table, the runtime and the config
class Changes final : public Plugins {
public:
    using Done = std::function<void(std::exception_ptr failure)>;

    Changes(PluginTable& table, Runtime& runtime, const LifecycleConfig& config);

    std::vector<PluginStatus> list() const override { return table_.list(); }
    awaitable<void> join(std::string plugin, PluginSettings settings) override;
    awaitable<void> leave(std::string plugin) override;

    /// What join() and leave() do, for callers that are no coroutine.
    /// @param done  called exactly once, on any thread
    void submit_join(std::string plugin, PluginSettings settings, Done done);
    void submit_leave(std::string plugin, Done done);

    /// From now on changes are made; before this call they are refused.
    void open();

    /// Refuses further changes, and waits for the end of those that are being made. The table
    /// stops.
    awaitable<void> close();

    /// Takes a plugin out whose run() has failed, with all that require it.
    void remove_failed(std::size_t row);

private:
    using Work = std::function<awaitable<void>()>;

    void submit(std::string name, Work work, Done done);
    awaitable<void> take_turn(Work work, Done done);
    awaitable<void> make_join(std::string plugin, PluginSettings settings);
    awaitable<void> start_newcomer(std::size_t row);
    awaitable<void> run_newcomer(std::size_t row);
    awaitable<void> make_leave(std::string plugin);
    void begin_removal(std::size_t row);
    awaitable<void> remove(std::size_t row);
    awaitable<void> let_go(std::size_t row);
    awaitable<void> gone(std::size_t row);
    awaitable<void> until(std::function<bool()> condition);
    std::string what_holds(std::size_t row);

    PluginTable& table_;
    Runtime& runtime_;
    const LifecycleConfig& config_;
    Logger log_;
    TaskScope tasks_;  // changes, and removals that go on behind them
    bool busy_ = false;

    std::mutex mutex_;
    bool open_ = false;
};

}  // namespace plexus::kernel
