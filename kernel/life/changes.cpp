#include "changes.hpp"

#include <boost/algorithm/string/join.hpp>
#include <boost/asio/post.hpp>
#include <optional>
#include <ranges>
#include <utility>

#include <api/async/blocking.hpp>
#include <api/async/channel.hpp>
#include <api/async/strand.hpp>
#include <api/async/within.hpp>

#include <api/core/words.hpp>
#include <resolve/change.hpp>

#include "failure.hpp"

namespace plexus::kernel {
namespace {

constexpr const char* node_stops = "the node is stopping";

/// A newcomer as it was found.
struct Newcomer {
    const PluginMetadata* metadata;
    Settings settings;
};

/// What came of a change, for the coroutine that waits for it.
using Completion = Channel<std::exception_ptr>;

Changes::Done deliver_to(const std::shared_ptr<Completion>& completion, const Executor& executor) {
    return [completion, executor](const std::exception_ptr& failure) {
        asio::post(executor,
                   [completion, failure] { completion->try_send(std::exception_ptr(failure)); });
    };
}

awaitable<void> received(std::shared_ptr<Completion> completion) {
    const Result<std::exception_ptr> failure = co_await completion->receive();
    if (*failure) std::rethrow_exception(*failure);
}

std::string seconds(Duration limit) {
    return std::to_string(std::chrono::ceil<std::chrono::seconds>(limit).count()) + " s";
}

}  // namespace

Changes::Changes(PluginTable& table, Runtime& runtime, const LifecycleConfig& config)
    : table_(table),
      runtime_(runtime),
      config_(config),
      log_(make_logger("kernel")),
      tasks_(table.strand()) {}

awaitable<void> Changes::join(std::string plugin, PluginSettings settings) {
    const Executor executor = co_await asio::this_coro::executor;
    const auto completion = std::make_shared<Completion>(executor, 1);
    submit_join(std::move(plugin), std::move(settings), deliver_to(completion, executor));
    co_await received(completion);
}

awaitable<void> Changes::leave(std::string plugin) {
    const Executor executor = co_await asio::this_coro::executor;
    const auto completion = std::make_shared<Completion>(executor, 1);
    submit_leave(std::move(plugin), deliver_to(completion, executor));
    co_await received(completion);
}

void Changes::submit_join(std::string plugin, PluginSettings settings, Done done) {
    submit(
        "kernel join " + plugin,
        [this, plugin, settings = std::move(settings)] { return make_join(plugin, settings); },
        std::move(done));
}

void Changes::submit_leave(std::string plugin, Done done) {
    submit(
        "kernel leave " + plugin, [this, plugin] { return make_leave(plugin); }, std::move(done));
}

void Changes::open() {
    const std::scoped_lock lock(mutex_);
    open_ = true;
}

awaitable<void> Changes::close() {
    {
        const std::scoped_lock lock(mutex_);
        open_ = false;
    }
    co_await tasks_.join();
}

void Changes::remove_failed(std::size_t row) {
    const auto work = [this, row]() -> awaitable<void> {
        if (table_.plan().plugins[row].state == PluginState::running) begin_removal(row);
        co_return;
    };
    submit("kernel remove", work, [](const std::exception_ptr&) {});
}

void Changes::submit(std::string name, Work work, Done done) {
    {
        const std::scoped_lock lock(mutex_);
        if (open_)
            return tasks_.spawn(std::move(name), take_turn(std::move(work), std::move(done)));
    }
    done(
        std::make_exception_ptr(ConfigError("the node does not run, so no plugin can join it or "
                                            "leave it")));
}

/// One change at a time, in the order of their submission.
awaitable<void> Changes::take_turn(Work work, Done done) {
    while (busy_) co_await table_.changed().wait();
    PLEXUS_ON_STRAND(table_.strand());
    busy_ = true;
    std::exception_ptr failure;
    try {
        if (table_.stopping) throw ConfigError(node_stops);
        co_await work();
    } catch (...) {  // the caller is told
        failure = std::current_exception();
    }
    busy_ = false;
    table_.changed().notify();
    done(failure);
}

awaitable<void> Changes::make_join(std::string plugin, PluginSettings settings) {
    auto find = [this, plugin, settings = std::move(settings)] {
        const PluginMetadata* metadata = config_.catalogue->find(plugin);
        return std::optional(Newcomer{metadata, config_.settings_of(*metadata, settings)});
    };
    std::optional<Newcomer> found = co_await on_blocking(runtime_, std::move(find));
    Newcomer& newcomer = *found;
    PLEXUS_ON_STRAND(table_.strand());  // again, behind the blocking part
    if (table_.stopping) throw ConfigError(node_stops);
    resolve::Joining joining = resolve_join(table_.plan(), *newcomer.metadata);
    if (!joining.problems.empty()) {
        throw ConfigError(boost::algorithm::join(joining.problems, "; "));
    }

    const std::string& name = newcomer.metadata->name;
    const std::size_t row = table_.append(std::move(joining.plugin));
    try {
        table_.construct(row, std::move(newcomer.settings));
    } catch (...) {
        table_.destroy(row);
        throw ConfigError(sentence_of(name, "could not be made", std::current_exception()));
    }
    co_await start_newcomer(row);
    table_.commit(row);
    co_await run_newcomer(row);
    PLEXUS_LOG(log_, info) << "plugin joined" << never_limited << kv("plugin", name)
                           << kv("version", newcomer.metadata->version);
}

awaitable<void> Changes::start_newcomer(std::size_t row) {
    PluginInstance& instance = *table_.find(row);
    const std::string& name = instance.host.name();
    instance.joined_late = true;
    instance.start.begin([&instance] { return instance.plugin->start(); });
    const Result<void> in_time =
        co_await within(config_.change_limits.start, instance.start.finished());
    if (!in_time) instance.start.cancel();
    const Result<void> ended =
        co_await within(config_.change_limits.leave, instance.start.finished());
    if (!ended) {
        begin_removal(row);
        throw ConfigError("plugin '" + name + "' did not start within " +
                          seconds(config_.change_limits.start) +
                          ", and does not end its start() either");
    }
    const std::exception_ptr failure = instance.start.take_failure();
    instance.started = !failure;
    if (instance.started && !table_.stopping) co_return;
    const std::string problem =
        table_.stopping ? node_stops : sentence_of(name, "failed to start", failure);
    if (!instance.started) table_.destroy(row);  // else it is stopped with the node
    throw ConfigError(problem);
}

/// Returns when run() has suspended for the first time, or has returned.
awaitable<void> Changes::run_newcomer(std::size_t row) {
    PluginInstance& instance = *table_.find(row);
    const auto suspended = std::make_shared<bool>(false);
    instance.beginning = true;
    instance.run.begin([this, &instance, suspended] {
        const auto tell = [this, suspended] {
            *suspended = true;
            table_.changed().notify();
        };
        // Queued on the strand that run() occupies until it suspends. If it throws before that, the
        // kernel's strand is told of the exception first.
        asio::post(instance.host.strand(), [this, tell] { asio::post(table_.strand(), tell); });
        return instance.plugin->run();
    });
    awaitable<void> first_turn = until([suspended] { return *suspended; });
    const Result<void> in_time =
        co_await within(config_.change_limits.start, std::move(first_turn));
    instance.beginning = false;
    if (table_.stopping) throw ConfigError(node_stops);
    const std::exception_ptr failure = instance.run.take_failure();
    if (in_time && !failure) co_return;
    const std::string& name = instance.host.name();
    const std::string problem = failure ? sentence_of(name, "failed to run", failure)
                                        : "plugin '" + name + "' blocks its thread in run()";
    begin_removal(row);
    co_await within(config_.change_limits.leave, gone(row));
    throw ConfigError(problem);
}

awaitable<void> Changes::make_leave(std::string plugin) {
    const std::optional<std::size_t> row = find_row(table_.plan(), plugin);
    if (!row) throw ConfigError("this node has no plugin '" + plugin + "'");
    if (table_.plan().plugins[*row].state != PluginState::leaving) {
        std::string reason = reason_to_stay(table_.plan(), *row);
        if (reason.empty() && table_.registry().kept_by_program(table_.find(*row)->services)) {
            reason =
                "plugin '" + plugin + "' cannot leave: the program around the node requires it";
        }
        if (!reason.empty()) throw ConfigError(reason);
        begin_removal(*row);
    }
    const Result<void> in_time = co_await within(config_.change_limits.leave, gone(*row));
    if (table_.stopping) throw ConfigError(node_stops);
    if (!in_time) throw ConfigError(what_holds(*row));
}

/// Within a turn, so that nobody joins meanwhile who requires what is about to leave.
void Changes::begin_removal(std::size_t row) {
    for (const std::size_t user : requirers(table_.plan(), row) | std::views::reverse) {
        if (table_.plan().plugins[user].state == PluginState::running) begin_removal(user);
    }
    table_.retire(row);
    tasks_.spawn("kernel remove " + name_of(table_.plan(), row), remove(row));
}

/// From the moment at which nobody finds the plugin any more to its end. A node that stops does the
/// rest itself.
awaitable<void> Changes::remove(std::size_t row) {
    PluginInstance& instance = *table_.find(row);
    awaitable<void> requirers_gone =
        until([this, row] { return requirers(table_.plan(), row).empty(); });
    co_await std::move(requirers_gone);
    co_await within(config_.change_limits.drain, let_go(row));
    instance.run.cancel();
    co_await instance.start.finished();  // of a newcomer that did not end it in time
    co_await instance.run.finished();
    co_await let_go(row);
    if (table_.stopping) co_return;
    if (instance.started) {
        instance.stop.begin([&instance] { return instance.plugin->stop(); });
        co_await instance.stop.finished();
    }
    const std::string name = instance.host.name();
    if (const std::exception_ptr failure = instance.stop.take_failure()) {
        PLEXUS_LOG(log_, error) << "plugin failed to stop" << kv("plugin", name)
                                << kv("error", sentence_of(name, "failed to stop", failure));
    }
    table_.destroy(row);
    PLEXUS_LOG(log_, info) << "plugin left" << never_limited << kv("plugin", name);
}

awaitable<void> Changes::let_go(std::size_t row) {
    const Holders& holders = table_.registry().holders(table_.find(row)->services);
    return until([&holders] { return holders.empty(); });
}

awaitable<void> Changes::gone(std::size_t row) {
    return until([this, row] { return table_.plan().plugins[row].state == PluginState::left; });
}

/// Waits for the condition, or for the end of the node.
awaitable<void> Changes::until(std::function<bool()> condition) {
    while (!table_.stopping && !condition()) co_await table_.changed().wait();
}

std::string Changes::what_holds(std::size_t row) {
    const PluginInstance& instance = *table_.find(row);
    const std::string begin = "plugin '" + instance.host.name() +
                              "' is leaving, but was not gone after " +
                              seconds(config_.change_limits.leave) + ": ";
    const std::vector<std::string> holders = table_.registry().holders(instance.services).names();
    if (!holders.empty()) {
        return begin + enumerate(holders) +
               (holders.size() == 1 ? " still uses it" : " still use it");
    }
    for (const Phase* phase : {&instance.start, &instance.run, &instance.stop}) {
        if (phase->begun() && !phase->ended()) return begin + "still busy is " + phase->name();
    }
    return begin + "what requires it leaves first";
}

}  // namespace plexus::kernel
