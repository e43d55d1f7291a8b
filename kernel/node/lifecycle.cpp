#include "lifecycle.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/system/system_error.hpp>
#include <ranges>

#include <api/async/task_scope.hpp>
#include <api/core/assert.hpp>

namespace plexus::kernel {

/// One awaited step of one plugin. Its scope is never used again: a cancelled scope stays so.
struct Lifecycle::Step {
    Step(const Executor& strand, std::string step_name, const char* on_failure, ExitCode code)
        : scope(strand),
          name(std::move(step_name)),
          complaint(on_failure),
          if_misconfigured(code) {}

    TaskScope scope;
    std::string name;
    const char* complaint;
    ExitCode if_misconfigured;  // the node's code if the step throws ConfigError
    bool ended = false;
    std::exception_ptr failure;
};

struct Lifecycle::Part {
    Part(std::size_t index, const std::string& name, const Settings& settings, Registry& registry,
         const Surroundings& surroundings)
        : host(index, name, settings, registry, surroundings),
          start(host.strand(), name + " start", "failed to start", ExitCode::configuration),
          run(host.strand(), name + " run", "died", ExitCode::failure),
          stop(host.strand(), name + " stop", "failed to stop", ExitCode::failure) {}

    PluginHost host;
    Step start, run, stop;
    std::unique_ptr<Plugin> plugin;  // last, so that it is the first to be destroyed
};

namespace {

bool is_cancellation(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) {  // any other exception is by that very fact not a cancellation
        return false;
    }
}

}  // namespace

Lifecycle::Lifecycle(const Blueprint& blueprint, const Surroundings& surroundings, Verdict& verdict)
    : blueprint_(blueprint),
      surroundings_(surroundings),
      verdict_(verdict),
      registry_(blueprint.plan),
      strand_(asio::make_strand(surroundings.runtime.executor())),
      changed_(strand_),
      log_(make_logger("kernel")) {}

Lifecycle::~Lifecycle() {
    while (!parts_.empty()) parts_.pop_back();
}

bool Lifecycle::construct() {
    for (std::size_t index = 0; index < blueprint_.plan.plugins.size(); ++index) {
        const PluginMetadata& plugin = *blueprint_.plan.plugins[index].metadata;
        const std::string& name = plugin.name;
        const auto settings = blueprint_.settings.find(name);
        PLEXUS_ASSERT(settings != blueprint_.settings.end());
        parts_.push_back(
            std::make_unique<Part>(index, name, *settings->second, registry_, surroundings_));
        try {
            Part& part = *parts_.back();
            part.plugin = blueprint_.catalogue->construct(plugin, part.host);
            registry_.check_all_published(index);
        } catch (...) {
            fail(name, "could not be made", ExitCode::configuration, std::current_exception());
            return false;
        }
    }
    registry_.seal();
    return true;
}

awaitable<void> Lifecycle::live(std::optional<CommandCall> command,
                                std::function<void()> on_started) {
    const std::size_t started = co_await start_all();
    if (started == parts_.size() && !stopping_) {
        PLEXUS_LOG(log_, info) << "node started" << kv("plugins", started);
        on_started();
        co_await run_all(std::move(command));
    }
    co_await stop_all(started);
}

void Lifecycle::stop() {
    asio::dispatch(strand_, [this] {
        stopping_ = true;
        for (const auto& part : parts_) {
            if (!part->start.ended) part->start.scope.cancel();
            part->run.scope.cancel();
        }
        changed_.notify();
    });
}

void Lifecycle::launch(Step& step, Work work) {
    PLEXUS_LOG(log_, debug) << "step begins" << kv("step", step.name);
    step.scope.spawn(step.name, watch(step, std::move(work)));
}

/// Runs on the plugin's strand; tells the result on ours.
awaitable<void> Lifecycle::watch(Step& step, Work work) {
    std::exception_ptr failure;
    try {
        // A turn later, so that a step that blocks its thread does not block ours.
        co_await asio::post(step.scope.executor(), asio::use_awaitable);
        co_await work();
    } catch (...) {
        failure = std::current_exception();
    }
    asio::post(strand_, [this, &step, failure] {
        step.ended = true;
        step.failure = failure;
        changed_.notify();
    });
}

awaitable<void> Lifecycle::finished(Step& step) {
    while (!step.ended) co_await changed_.wait();
    // The scope books its task's end a moment after the task has told us, on another thread.
    while (step.scope.size() > 0) co_await asio::post(strand_, asio::use_awaitable);
}

awaitable<std::size_t> Lifecycle::start_all() {
    std::size_t started = 0;
    for (const auto& part : parts_) {
        if (stopping_) break;
        Plugin& plugin = *part->plugin;
        launch(part->start, [&plugin] { return plugin.start(); });
        co_await finished(part->start);
        if (!judge(*part, part->start)) break;
        ++started;
    }
    co_return started;
}

awaitable<void> Lifecycle::run_all(std::optional<CommandCall> command) {
    for (const auto& part : parts_) launch(part->run, life_of(*part, command));
    while (!stopping_) {
        co_await changed_.wait();
        for (const auto& part : parts_) judge(*part, part->run);
    }
    PLEXUS_LOG(log_, info) << "node stops";
    for (const auto& part : parts_) {
        co_await finished(part->run);
        judge(*part, part->run);
    }
    if (command && !command_done_) verdict_.forbid_success();
}

awaitable<void> Lifecycle::stop_all(std::size_t started) {
    for (std::size_t left = started; left > 0; --left) {
        Part& part = *parts_[left - 1];
        Plugin& plugin = *part.plugin;
        launch(part.stop, [&plugin] { return plugin.stop(); });
        co_await finished(part.stop);
        judge(part, part.stop);
    }
}

Lifecycle::Work Lifecycle::life_of(Part& part, const std::optional<CommandCall>& command) {
    if (command && command->plugin == part.host.name()) {
        part.run.if_misconfigured = ExitCode::configuration;
        return [this, &part, call = *command] { return run_command(part, call); };
    }
    return [&plugin = *part.plugin] { return plugin.run(); };
}

awaitable<void> Lifecycle::run_command(Part& part, CommandCall call) {
    awaitable<int> command = part.plugin->command(call.command, call.arguments);
    const int exit_code = co_await std::move(command);
    command_done_ = true;
    surroundings_.runtime.request_stop(exit_code);
}

/// Books a step's failure once.
/// @returns whether the step ended well
bool Lifecycle::judge(Part& part, Step& step) {
    const std::exception_ptr failure = std::exchange(step.failure, nullptr);
    if (failure == nullptr) return true;
    const bool cancelled_by_us = stopping_ && &step != &part.stop && is_cancellation(failure);
    if (!cancelled_by_us) {
        if (&step == &part.run) {
            PLEXUS_LOG(log_, error) << "plugin died" << kv("plugin", part.host.name());
        }
        fail(part.host.name(), step.complaint, step.if_misconfigured, failure);
    }
    return false;
}

void Lifecycle::fail(const std::string& plugin, const char* what, ExitCode if_misconfigured,
                     const std::exception_ptr& failure) {
    ExitCode code = ExitCode::failure;
    std::string problem = "plugin '" + plugin + "' " + what + ": ";
    try {
        std::rethrow_exception(failure);
    } catch (const ConfigError& error) {
        code = if_misconfigured;
        problem = plugin + ": " + error.what();
    } catch (const std::exception& error) {
        problem += error.what();
    } catch (...) {
        problem += "an exception of unknown type";
    }
    verdict_.add(code, std::move(problem));
    surroundings_.runtime.request_stop(static_cast<int>(code));
}

}  // namespace plexus::kernel
