#include "lifecycle.hpp"

#include <boost/asio/dispatch.hpp>
#include <utility>

#include "failure.hpp"

namespace plexus::kernel {

Lifecycle::Lifecycle(LifecycleConfig config, const Context& context, ExitStatus& status)
    : config_(std::move(config)),
      context_(context),
      status_(status),
      log_(make_logger("kernel")),
      table_(std::move(config_.plan), *config_.catalogue, context, changes_),
      changes_(table_, context.runtime, config_) {}

bool Lifecycle::construct() {
    for (std::size_t row = 0; row < table_.plan().plugins.size(); ++row) {
        const std::string& name = table_.plan().plugins[row].metadata->name;
        try {
            table_.construct(row, std::move(config_.settings.at(name)));
        } catch (...) {
            fail(name, "could not be made", ExitCode::configuration, std::current_exception());
            return false;
        }
    }
    return true;
}

// Runs to its end even after a failure: whatever has started is stopped, in reverse order. The
// caller does not cancel it; stop() cancels the phases of the plugins instead.
awaitable<void> Lifecycle::live(std::optional<CommandCall> command,
                                std::function<void()> on_started) {
    command_ = std::move(command);
    if (co_await start_all()) {
        PLEXUS_LOG(log_, info) << "node started" << kv("plugins", table_.size());
        changes_.open();  // first: a caller that waits for the start may request a change at once
        on_started();
        co_await run_all();
    }
    co_await stop_all();
}

// Called from any thread, at any moment. It sets the flag before it cancels, and on
// the kernel's strand: a phase that ends by this cancellation is then known to be no failure, and a
// plugin that starts just now is the last one that does.
void Lifecycle::stop() {
    asio::dispatch(table_.strand(), [this] {
        table_.stopping = true;
        for (std::size_t row = 0; row < table_.size(); ++row) {
            PluginInstance* const instance = table_.find(row);
            if (instance == nullptr) continue;
            if (!instance->start.ended()) instance->start.cancel();
            // All plugins at once, because they may wait for each other. stop() of a plugin is not
            // cancelled: it flushes and closes, and the node's own deadline is over all of them.
            instance->run.cancel();
        }
        table_.changed().notify();
    });
}

awaitable<bool> Lifecycle::start_all() {
    for (std::size_t row = 0; row < table_.size(); ++row) {
        // A wish to stop may have come while the plugin before this one started.
        if (table_.stopping) co_return false;
        PluginInstance& instance = *table_.find(row);
        instance.start.begin([&instance] { return instance.plugin->start(); });
        co_await instance.start.finished();
        if (const std::exception_ptr failure = instance.start.take_failure()) {
            if (!table_.stopping || !is_cancellation(failure)) {
                fail(instance.host.name(), "failed to start", ExitCode::configuration, failure);
            }
            co_return false;
        }
        // Only now do others see its services, so that nobody calls a plugin that is half started.
        instance.started = true;
        table_.commit(row);
    }
    co_return !table_.stopping;
}

awaitable<void> Lifecycle::run_all() {
    for (std::size_t row = 0; row < table_.size(); ++row) {
        PluginInstance& instance = *table_.find(row);
        instance.run.begin([this, &instance] {
            return is_commanded(instance) ? run_command(instance) : instance.plugin->run();
        });
    }
    // The event does not say what has changed: a phase has ended, a plugin has joined or left, or
    // the node is to stop. So all runs are looked through each time.
    while (!table_.stopping) {
        co_await table_.changed().wait();
        check_runs();
    }
    PLEXUS_LOG(log_, info) << "node stops";
    // Before the runs are joined: a plugin that joins or leaves now would change the table below.
    co_await changes_.close();
    for (std::size_t row = 0; row < table_.size(); ++row) {
        if (PluginInstance* const instance = table_.find(row)) co_await instance->run.finished();
    }
    check_runs();
    if (command_ && !command_done_) status_.forbid_success();
}

awaitable<void> Lifecycle::stop_all() {
    for (std::size_t left = table_.size(); left > 0; --left) {
        PluginInstance* const instance = table_.find(left - 1);
        // Rows that have left have no instance; a leave that was under way has begun stop() itself.
        if (instance == nullptr || !instance->started || instance->stop.begun()) continue;
        instance->stop.begin([instance] { return instance->plugin->stop(); });
        co_await instance->stop.finished();
        if (const std::exception_ptr failure = instance->stop.take_failure()) {
            fail(instance->host.name(), "failed to stop", ExitCode::failure, failure);
        }
    }
}

bool Lifecycle::is_commanded(const PluginInstance& instance) const {
    return command_ && command_->plugin == instance.host.name();
}

awaitable<void> Lifecycle::run_command(PluginInstance& instance) {
    awaitable<int> command = instance.plugin->command(command_->command, command_->arguments);
    const int exit_code = co_await std::move(command);
    command_done_ = true;
    context_.runtime.request_stop(exit_code);
}

void Lifecycle::check_runs() {
    for (std::size_t row = 0; row < table_.size(); ++row) check_run(row);
}

void Lifecycle::check_run(std::size_t row) {
    PluginInstance* const instance = table_.find(row);
    if (instance == nullptr) return;
    if (instance->beginning && !table_.stopping) return;  // the join takes the failure
    const std::exception_ptr failure = instance->run.take_failure();
    if (failure == nullptr) return;
    const bool leaves = table_.plan().plugins[row].state == PluginState::leaving;
    if ((table_.stopping || leaves) && is_cancellation(failure)) return;
    const std::string& name = instance->host.name();
    // Who misuses a command is told once, at the end.
    const bool misused = is_commanded(*instance) && is_misconfiguration(failure);
    if (!misused) {
        PLEXUS_LOG(log_, error) << "plugin stopped running" << kv("plugin", name)
                                << kv("error", sentence_of(name, "died", failure));
    }
    // What the node was started with is what the operator wants: without it the node ends. A plugin
    // that joined later leaves again, and those that require it.
    if (leaves || (instance->joined_late && !table_.stopping)) {
        changes_.remove_failed(row);
    } else {
        fail(name, "died", is_commanded(*instance) ? ExitCode::configuration : ExitCode::failure,
             failure);
    }
}

void Lifecycle::fail(const std::string& plugin, const char* what, ExitCode if_misconfigured,
                     const std::exception_ptr& failure) {
    const ExitCode code = is_misconfiguration(failure) ? if_misconfigured : ExitCode::failure;
    status_.add(code, sentence_of(plugin, what, failure));
    context_.runtime.request_stop(static_cast<int>(code));
}

}  // namespace plexus::kernel
