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
/// @ownership  closed before it is destroyed
class Changes final : public Plugins {
public:
    using Done = std::function<void(std::exception_ptr failure)>;

    /// Where newcomers come from.
    struct Source {
        PluginSource& catalogue;
        SettingsOf settings_of;
    };

    Changes(PluginTable& table, Runtime& runtime, Source source, const ChangeLimits& limits);

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

    awaitable<void> change(Work work);
    void submit(std::string name, Work work, Done done);
    awaitable<void> take_turn(Work work, Done done);
    awaitable<void> make_join(std::string plugin, PluginSettings settings);
    awaitable<void> start_newcomer(std::size_t row);
    awaitable<void> make_leave(std::string plugin);
    void begin_removal(std::size_t row);
    awaitable<void> remove(std::size_t row);
    awaitable<void> let_go(std::size_t row);
    awaitable<void> gone(std::size_t row);
    std::string what_holds(std::size_t row);

    PluginTable& table_;
    Runtime& runtime_;
    Source source_;
    ChangeLimits limits_;
    Logger log_;
    TaskScope tasks_;  // changes, and removals that go on behind them
    bool busy_ = false;

    std::mutex mutex_;
    bool open_ = false;
};

}  // namespace plexus::kernel
