#include "node.hpp"

#include <condition_variable>
#include <mutex>

#include <api/async/blocking.hpp>
#include <api/async/task_scope.hpp>
#include <api/core/assert.hpp>

#include <kernel/suggestion.hpp>

#include "data_dir.hpp"
#include "metric_store.hpp"
#include "thread_runtime.hpp"

namespace plexus::kernel {
namespace {

// Often enough to plot, rare enough to cost nothing.
constexpr Duration snapshot_interval = std::chrono::seconds{10};

}  // namespace

struct Node::State {
    State(Blueprint node_blueprint, NodeOptions node_options)
        : blueprint(std::move(node_blueprint)), options(std::move(node_options)) {}

    int run(std::optional<CommandCall> command);
    void live(std::optional<CommandCall> command);
    awaitable<void> whole_life(std::optional<CommandCall> command);
    awaitable<void> write_metrics();
    void write_last_metrics();
    void request_stop(int exit_code);
    bool wait_for_end();
    SteadyTime deadline();
    void give_up();

    Blueprint blueprint;
    NodeOptions options;
    Verdict verdict;
    MetricStore metrics;
    std::optional<DataDir> data_dir;
    std::optional<ThreadRuntime> runtime;
    std::optional<Surroundings> surroundings;
    std::optional<Lifecycle> lifecycle;
    bool hung = false;

    std::mutex mutex;
    std::condition_variable changed;
    std::optional<SteadyTime> stop_by;
    bool ended = false;
};

Node::Node(Blueprint blueprint, NodeOptions options)
    : state_(std::make_unique<State>(std::move(blueprint), std::move(options))) {}

Node::~Node() {
    if (state_->hung) static_cast<void>(state_.release());
}

int Node::run(std::optional<CommandCall> command) { return state_->run(std::move(command)); }

void Node::request_stop(int exit_code) { state_->request_stop(exit_code); }

Problems Node::problems() const { return state_->verdict.problems(); }

bool Node::hung() const noexcept { return state_->hung; }

int Node::State::run(std::optional<CommandCall> command) {
    try {
        data_dir.emplace(options.data_dir, command ? command->folder_use : FolderUse::exclusive);
    } catch (const ConfigError& error) {
        verdict.add(ExitCode::configuration, error.what());
        return verdict.exit_code();
    }
    if (!options.metrics_file.empty() && !write_snapshot(metrics, options.metrics_file)) {
        verdict.add(ExitCode::configuration, "cannot write the metrics file " +
                                                 options.metrics_file.string() +
                                                 "; choose another with --metrics-file");
        return verdict.exit_code();
    }
    live(std::move(command));
    if (!hung) {
        lifecycle.reset();
        runtime.reset();
    }
    return verdict.exit_code();
}

void Node::State::live(std::optional<CommandCall> command) {
    runtime.emplace(options.threads, options.blocking_threads,
                    ThreadRuntime::Hooks{[this](int code) { request_stop(code); },
                                         [this](std::string what) {
                                             verdict.add(ExitCode::failure,
                                                         "an event handler threw: " + what);
                                             request_stop(static_cast<int>(ExitCode::failure));
                                         }});
    surroundings.emplace(Surroundings{*runtime, metrics, data_dir->path(),
                                      command ? Purpose::command : Purpose::node});
    {
        const std::scoped_lock lock(mutex);
        lifecycle.emplace(blueprint, *surroundings, verdict);
        if (stop_by) lifecycle->stop();
    }
    if (!lifecycle->construct()) return;
    asio::co_spawn(lifecycle->strand(), whole_life(std::move(command)),
                   [this](const std::exception_ptr& failure) {
                       PLEXUS_ASSERT(!failure);
                       const std::scoped_lock lock(mutex);
                       ended = true;
                       changed.notify_all();
                   });
    runtime->launch();
    const bool ended_in_time = wait_for_end();
    if (ended_in_time) write_last_metrics();
    if (!ended_in_time || !runtime->close(deadline())) give_up();
}

awaitable<void> Node::State::whole_life(std::optional<CommandCall> command) {
    TaskScope chores(lifecycle->strand());
    if (!options.metrics_file.empty()) chores.spawn("kernel metrics", write_metrics());
    co_await lifecycle->live(std::move(command));
    chores.cancel();
    co_await chores.join();
    while (chores.size() > 0) co_await asio::post(lifecycle->strand(), asio::use_awaitable);
}

awaitable<void> Node::State::write_metrics() {
    while (true) {
        co_await sleep_for(snapshot_interval);
        auto work = [this] { write_snapshot(metrics, options.metrics_file); };
        co_await on_blocking(*runtime, std::move(work));
    }
}

void Node::State::write_last_metrics() {
    if (!options.metrics_file.empty()) write_snapshot(metrics, options.metrics_file);
}

void Node::State::request_stop(int exit_code) {
    verdict.propose(exit_code);
    const std::scoped_lock lock(mutex);
    if (stop_by) return;
    stop_by = std::chrono::steady_clock::now() + options.stop_within;
    changed.notify_all();
    if (lifecycle) lifecycle->stop();
}

/// Waits outside the loop and on the machine's clock: plugins may have blocked every other thread.
/// @returns false if the deadline passed
bool Node::State::wait_for_end() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return ended || stop_by; });
    return ended || changed.wait_until(lock, *stop_by, [this] { return ended; });
}

SteadyTime Node::State::deadline() {
    const std::scoped_lock lock(mutex);
    return stop_by.value_or(std::chrono::steady_clock::now() + options.stop_within);
}

void Node::State::give_up() {
    hung = true;
    std::vector<std::string> tasks = TaskScope::live_tasks(runtime->executor());
    verdict.add(ExitCode::failure, "the node did not stop in time; still busy: " +
                                       (tasks.empty() ? std::string("a job that blocks its thread")
                                                      : enumerate(tasks)));
}

}  // namespace plexus::kernel
