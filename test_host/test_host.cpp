#include "test_host.hpp"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <cstdlib>
#include <list>
#include <map>
#include <stdexcept>

#include <api/core/words.hpp>
#include <kernel/life/failure.hpp>
#include <kernel/life/phase.hpp>
#include <kernel/wire/registry.hpp>
#include <resolve/change.hpp>

namespace plexus::testing {
namespace {

using namespace kernel;

std::filesystem::path make_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "plexus-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
    return pattern;
}

class TestRuntime final : public Runtime {
public:
    explicit TestRuntime(Executor executor) : executor_(std::move(executor)) {}

    Executor executor() override { return executor_; }
    Executor blocking() override { return executor_; }
    void request_stop(int exit_code) override {
        if (!stop) stop = exit_code;
    }

    std::optional<int> stop{};

private:
    Executor executor_;
};

/// The kernel's own service: what the test hands in, else a node of one plugin that never changes.
class HostPlugins final : public Plugins {
public:
    std::vector<PluginStatus> list() const override {
        return fake == nullptr ? std::vector<PluginStatus>{} : fake->list();
    }
    awaitable<void> join(std::string name, PluginSettings settings) override {
        return fake == nullptr ? refuse() : fake->join(std::move(name), std::move(settings));
    }
    awaitable<void> leave(std::string name) override {
        return fake == nullptr ? refuse() : fake->leave(std::move(name));
    }

    Plugins* fake = nullptr;

private:
    static awaitable<void> refuse() {
        throw ConfigError("a test host has one plugin; hand in a fake of plexus.plugins");
        co_return;
    }
};

/// The plugin of a fake provider that was handed in.
struct Provider {
    PluginMetadata metadata;
    const void* service;
    std::size_t row;
    Registry::Entry* entry;
};

}  // namespace

struct TestHost::State {
    State(Executor executor, std::string host_name)
        : name(std::move(host_name)),
          runtime(executor),
          strand(asio::make_strand(executor)),
          changed(strand) {}

    std::pair<std::size_t, Registry::Entry*> append(resolve::PlannedPlugin plugin) {
        plan.plugins.push_back(std::move(plugin));
        return {plan.plugins.size() - 1, &registry.add(plan.plugins.back())};
    }

    void retire(std::size_t index, Registry::Entry& leaving) {
        plan.plugins[index].state = PluginState::left;
        registry.retire(leaving);
    }

    std::string name;
    TestRuntime runtime;
    Executor strand;
    Event changed;
    Metrics metrics;
    HostPlugins plugins;
    resolve::Plan plan;
    Registry registry{plan.bindings, plugins};
    std::list<Provider> providers;
    std::map<std::string, Texts> given;
    Purpose purpose = Purpose::node;
    std::filesystem::path data_dir;

    std::list<PluginMetadata> created;

    // Of the plugin that was created last.
    std::optional<Settings> settings;
    std::vector<std::pair<ServiceKey, void*>> published;
    std::size_t row = 0;
    Registry::Entry* entry = nullptr;
    std::optional<Phase> run;
};

TestHost::TestHost(Executor executor, std::string name)
    : state_(std::make_unique<State>(std::move(executor), std::move(name))) {
    prepare({});  // until a plugin is created: metadata that declares nothing
}

TestHost::~TestHost() {
    std::error_code ignored;  // a folder that stays behind fails no test
    if (!state_->data_dir.empty()) std::filesystem::remove_all(state_->data_dir, ignored);
}

TestHost& TestHost::set(std::string option, std::string value) {
    state_->given[std::move(option)] = {std::move(value)};
    return *this;
}

TestHost& TestHost::serve(Purpose purpose) {
    state_->purpose = purpose;
    return *this;
}

void TestHost::provide_service(const ServiceKey& key, void* service) {
    if (resolve::same_service(key, Plugins::key)) {
        state_->plugins.fake = static_cast<Plugins*>(service);
        return;
    }
    Provider& provider = state_->providers.emplace_back();
    provider.metadata.name = "fake " + std::to_string(state_->providers.size());
    provider.metadata.provides = {key};
    provider.service = service;
    std::tie(provider.row, provider.entry) =
        state_->append(resolve::PlannedPlugin{&provider.metadata});
    state_->registry.publish(*provider.entry, key, service);
    state_->registry.seal(*provider.entry);
    state_->registry.commit(*provider.entry);
}

void TestHost::withdraw_service(const void* service) {
    for (Provider& provider : state_->providers) {
        if (provider.service == service) state_->retire(provider.row, *provider.entry);
    }
}

bool TestHost::holds_service(const void* service) const {
    return std::ranges::any_of(state_->providers, [&](const Provider& provider) {
        return provider.service == service && !state_->registry.holders(*provider.entry).empty();
    });
}

std::unique_ptr<Plugin> TestHost::create(const PluginDescriptor& descriptor) {
    prepare(read_metadata(state_->name, {descriptor.metadata, descriptor.metadata_size}));
    std::unique_ptr<Plugin> plugin(descriptor.create(*this));
    seal();
    return plugin;
}

/// A plugin that was there before must be destroyed.
void TestHost::prepare(PluginMetadata metadata) {
    State& state = *state_;
    if (state.entry != nullptr) {
        state.retire(state.row, *state.entry);
        state.registry.clear(*state.entry);
    }
    state.published.clear();
    PluginMetadata& created = state.created.emplace_back(std::move(metadata));
    created.name = state.name;
    state.settings.emplace(state.name, created.options, state.given);
    resolve::Joining joining = resolve_join(state.plan, created);
    if (!joining.problems.empty())
        throw ConfigError(boost::algorithm::join(joining.problems, "; "));
    std::tie(state.row, state.entry) = state.append(std::move(joining.plugin));
}

void TestHost::seal() { state_->registry.seal(*state_->entry); }

awaitable<void> TestHost::start(Plugin& plugin) {
    const Phase::Kernel kernel{state_->strand, state_->changed};
    Phase start(kernel, state_->strand, name() + " start");
    start.begin([&plugin] { return plugin.start(); });
    co_await start.finished();
    if (const std::exception_ptr failure = start.take_failure()) std::rethrow_exception(failure);
    state_->registry.commit(*state_->entry);
    state_->run.emplace(kernel, state_->strand, name() + " run");
    state_->run->begin([&plugin] { return plugin.run(); });
}

awaitable<void> TestHost::stop(Plugin& plugin) {
    state_->registry.retire(*state_->entry);
    state_->run->cancel();
    co_await state_->run->finished();
    const std::exception_ptr failure = state_->run->take_failure();
    state_->run.reset();
    Phase stop({state_->strand, state_->changed}, state_->strand, name() + " stop");
    stop.begin([&plugin] { return plugin.stop(); });
    co_await stop.finished();
    if (const std::exception_ptr problem = stop.take_failure()) std::rethrow_exception(problem);
    if (failure && !is_cancellation(failure)) std::rethrow_exception(failure);
}

std::vector<void*> TestHost::all_published(const ServiceKey& key) const {
    std::vector<void*> services;
    for (const auto& [own, service] : state_->published) {
        if (resolve::same_service(own, key)) services.push_back(service);
    }
    if (services.empty())
        throw std::logic_error(name() + " published no " + resolve::describe(key));
    return services;
}

std::optional<int> TestHost::stop_requested() const noexcept { return state_->runtime.stop; }

const std::string& TestHost::name() const { return state_->name; }

const Settings& TestHost::settings() const { return *state_->settings; }

Logger TestHost::logger() const { return make_logger(state_->name); }

Executor TestHost::strand() { return state_->strand; }

Purpose TestHost::purpose() const { return state_->purpose; }

Runtime& TestHost::runtime() { return state_->runtime; }

Metrics& TestHost::metrics() { return state_->metrics; }

const std::filesystem::path& TestHost::data_dir() const {
    if (state_->data_dir.empty()) state_->data_dir = make_folder();
    return state_->data_dir;
}

void TestHost::publish_service(const ServiceKey& key, void* service) {
    state_->registry.publish(*state_->entry, key, service);
    state_->published.emplace_back(key, service);
}

void* TestHost::find_service(const ServiceKey& key, Count count) {
    return state_->registry.find(*state_->entry, key, count);
}

std::shared_ptr<const Services> TestHost::every_service(const ServiceKey& key, Count count) {
    return state_->registry.every(*state_->entry, key, count);
}

Subscription TestHost::watch_services(const ServiceKey& key, ServiceObserver observer) {
    return state_->registry.watch(*state_->entry, key, state_->strand, std::move(observer));
}

}  // namespace plexus::testing
