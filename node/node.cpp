#include "node.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

#include <api/async/blocking.hpp>
#include <api/async/task_scope.hpp>
#include <api/core/assert.hpp>
#include <api/plugin/status_reporter.hpp>

#include <api/core/words.hpp>

#include "data_dir.hpp"
#include "metrics_file.hpp"
#include "thread_runtime.hpp"

namespace plexus::node {
namespace {

// Often enough to plot, rare enough to cost nothing.
constexpr Duration snapshot_interval = std::chrono::seconds{10};

// What a node whose plugins have all stopped, perhaps long ago, gets to join its threads. Within
// the second that is between the default of --stop-within and what an operator is promised.
constexpr Duration shortest_close = std::chrono::milliseconds{500};

}  // namespace

struct Node::State {
    explicit State(NodeConfig node_config) : config(std::move(node_config)) {}

    bool start(std::optional<kernel::CommandCall> command);
    bool open_folder(const std::optional<kernel::CommandCall>& command);
    bool make_plugins(Purpose purpose);
    void launch(std::optional<kernel::CommandCall> command);
    int wait();
    void close();
    void close_and_destroy();
    awaitable<void> whole_life(std::optional<kernel::CommandCall> command);
    awaitable<void> keep_metrics_file();
    void change(const std::function<void(kernel::Changes&, kernel::Changes::Done)>& submit);
    void request_stop(int exit_code);
    void note(bool& what);
    SteadyTime deadline_of_close();
    void give_up();

    NodeConfig config;
    kernel::ExitStatus status;
    Metrics metrics;
    std::optional<DataDir> data_dir;
    std::optional<ThreadRuntime> runtime;
    std::optional<kernel::Context> context;
    std::optional<kernel::Lifecycle> lifecycle;

    std::mutex mutex;
    std::condition_variable changed;
    std::optional<SteadyTime> stop_by;
    bool launched = false;  // there are threads
    bool started = false;
    bool ended = false;
    bool hung = false;

    std::mutex closing;  // held while threads are joined
    bool closed = false;
};

Node::Node(NodeConfig config) : state_(std::make_unique<State>(std::move(config))) {}

Node::~Node() {
    request_stop(static_cast<int>(kernel::ExitCode::fine));
    close();
    if (hung()) static_cast<void>(state_.release());
}

int Node::run(std::optional<kernel::CommandCall> command) {
    if (start(std::move(command))) {
        wait();
        state_->close_and_destroy();
    }
    return state_->status.exit_code();
}

bool Node::start(std::optional<kernel::CommandCall> command) {
    if (state_->start(std::move(command))) return true;
    request_stop(static_cast<int>(kernel::ExitCode::fine));
    state_->close_and_destroy();
    return false;
}

void Node::report_status() {
    // Nothing is destroyed before a stop was requested, which takes the same mutex.
    const std::scoped_lock lock(state_->mutex);
    if (!state_->started || state_->stop_by) return;
    const Leases<StatusReporter> reporters(registry().every(StatusReporter::key));
    for (StatusReporter& reporter : reporters) reporter.report_status();
}

void Node::request_stop(int exit_code) { state_->request_stop(exit_code); }

int Node::wait() { return state_->wait(); }

void Node::close() { state_->close(); }

kernel::Registry& Node::registry() {
    PLEXUS_ASSERT(state_->lifecycle);
    return state_->lifecycle->registry();
}

Runtime& Node::runtime() {
    PLEXUS_ASSERT(state_->runtime);
    return *state_->runtime;
}

Metrics& Node::metrics() { return state_->metrics; }

std::vector<PluginStatus> Node::plugins() {
    PLEXUS_ASSERT(state_->lifecycle);
    return state_->lifecycle->changes().list();
}

void Node::join(std::string plugin, PluginSettings settings) {
    state_->change([&](kernel::Changes& changes, kernel::Changes::Done done) {
        changes.submit_join(std::move(plugin), std::move(settings), std::move(done));
    });
}

void Node::leave(std::string plugin) {
    state_->change([&](kernel::Changes& changes, kernel::Changes::Done done) {
        changes.submit_leave(std::move(plugin), std::move(done));
    });
}

resolve::Problems Node::problems() const { return state_->status.problems(); }

bool Node::hung() const noexcept {
    const std::scoped_lock lock(state_->mutex);
    return state_->hung;
}

bool Node::State::start(std::optional<kernel::CommandCall> command) {
    const Purpose purpose = command ? Purpose::command : Purpose::node;
    if (!open_folder(command) || !make_plugins(purpose)) return false;
    launch(std::move(command));
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return started || ended || stop_by; });
    return started;
}

bool Node::State::open_folder(const std::optional<kernel::CommandCall>& command) {
    try {
        data_dir.emplace(config.data_dir, command ? command->folder_use : FolderUse::exclusive);
    } catch (const ConfigError& error) {
        status.add(kernel::ExitCode::configuration, error.what());
        return false;
    }
    if (config.metrics_file.empty() || write_metrics(metrics, config.metrics_file)) return true;
    status.add(kernel::ExitCode::configuration, "cannot write the metrics file " +
                                                    config.metrics_file.string() +
                                                    "; choose another with --metrics-file");
    return false;
}

bool Node::State::make_plugins(Purpose purpose) {
    runtime.emplace(
        config.threads, config.blocking_threads,
        ThreadRuntime::Hooks{[this](int code) { request_stop(code); },
                             [this](std::string what) {
                                 status.add(kernel::ExitCode::failure,
                                            "an event handler threw: " + what);
                                 request_stop(static_cast<int>(kernel::ExitCode::failure));
                             }});
    context.emplace(kernel::Context{*runtime, metrics, data_dir->path(), purpose});
    {
        const std::scoped_lock lock(mutex);
        lifecycle.emplace(config, *context, status);
        if (stop_by) lifecycle->stop();
    }
    return lifecycle->construct();
}

void Node::State::launch(std::optional<kernel::CommandCall> command) {
    asio::co_spawn(lifecycle->strand(), whole_life(std::move(command)),
                   [this](const std::exception_ptr& failure) {
                       PLEXUS_ASSERT(!failure);
                       note(ended);
                   });
    note(launched);
    runtime->launch();
}

/// Waits outside the loop and on the machine's clock: plugins may have blocked every other thread.
int Node::State::wait() {
    std::unique_lock lock(mutex);
    if (!launched) return status.exit_code();
    changed.wait(lock, [this] { return ended || stop_by; });
    if (!ended && !changed.wait_until(lock, *stop_by, [this] { return ended; })) give_up();
    return status.exit_code();
}

void Node::State::close() {
    const std::scoped_lock one_at_a_time(closing);
    wait();
    std::unique_lock lock(mutex);
    if (!launched || hung || std::exchange(closed, true)) return;
    lock.unlock();
    if (!config.metrics_file.empty()) write_metrics(metrics, config.metrics_file);
    if (runtime->close(deadline_of_close())) return;
    lock.lock();
    give_up();
}

void Node::State::close_and_destroy() {
    close();
    if (hung) return;
    lifecycle.reset();
    runtime.reset();
    data_dir.reset();
}

awaitable<void> Node::State::whole_life(std::optional<kernel::CommandCall> command) {
    TaskScope chores(lifecycle->strand());
    if (!config.metrics_file.empty()) chores.spawn("kernel metrics", keep_metrics_file());
    std::function<void()> on_started = [this] { note(started); };
    co_await lifecycle->live(std::move(command), std::move(on_started));
    chores.cancel();
    co_await chores.join();
    while (chores.size() > 0) co_await asio::post(lifecycle->strand(), asio::use_awaitable);
}

awaitable<void> Node::State::keep_metrics_file() {
    while (true) {
        co_await sleep_for(snapshot_interval);
        auto work = [this] { write_metrics(metrics, config.metrics_file); };
        co_await on_blocking(*runtime, std::move(work));
    }
}

void Node::State::request_stop(int exit_code) {
    status.propose(exit_code);
    const std::scoped_lock lock(mutex);
    if (stop_by) return;
    stop_by = std::chrono::steady_clock::now() + config.stop_within;
    changed.notify_all();
    if (lifecycle) lifecycle->stop();
}

/// Waits for what comes of a change, but not for a node that hangs.
void Node::State::change(
    const std::function<void(kernel::Changes&, kernel::Changes::Done)>& submit) {
    PLEXUS_ASSERT(lifecycle);
    struct Completion {
        bool given = false;
        std::exception_ptr failure;
    };
    const auto completion = std::make_shared<Completion>();
    submit(lifecycle->changes(), [this, completion](const std::exception_ptr& failure) {
        completion->failure = failure;
        note(completion->given);
    });
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return completion->given || hung; });
    if (!completion->given) throw ConfigError("the node did not stop in time");
    if (completion->failure) std::rethrow_exception(completion->failure);
}

void Node::State::note(bool& what) {
    const std::scoped_lock lock(mutex);
    what = true;
    changed.notify_all();
}

SteadyTime Node::State::deadline_of_close() {
    const std::scoped_lock lock(mutex);
    return std::max(*stop_by, std::chrono::steady_clock::now() + shortest_close);
}

/// Under the mutex.
void Node::State::give_up() {
    if (std::exchange(hung, true)) return;
    changed.notify_all();
    std::vector<std::string> tasks = runtime->live_tasks();
    status.add(
        kernel::ExitCode::failure,
        "the node did not stop in time; still busy: " +
            (tasks.empty() ? std::string("a job that blocks its thread") : enumerate(tasks)));
}

}  // namespace plexus::node
