#include "simulated_node.hpp"

#include <stdlib.h>

#include <stdexcept>

#include <api/net/peer_pool.hpp>
#include <kernel/load/loader.hpp>
#include <resolve/resolver.hpp>

#include "skewed_clock.hpp"

namespace plexus::simulation {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// In memory where the system has such a folder: stores wait for their disk at each block.
fs::path make_folder() {
    const fs::path memory = "/dev/shm";
    const fs::path parent = fs::is_directory(memory) ? memory : fs::temp_directory_path();
    std::string pattern = (parent / "plexus-simulation-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
    return pattern;
}

/// The files of this build are read once for all nodes.
kernel::Loader& build_plugins() {
    static kernel::Loader loader({fs::path{PLEXUS_PLUGIN_FOLDER}});
    return loader;
}

class Source final : public kernel::PluginSource {
public:
    explicit Source(const Surroundings& surroundings) : surroundings_(surroundings) {}

    const PluginMetadata* find(const std::string& name) override {
        if (name == Surroundings::name) return &surroundings_.metadata();
        return build_plugins().find(name);
    }
    std::vector<const PluginMetadata*> all() override { return {}; }
    fs::path file_of(const PluginMetadata&) const override { return {}; }
    std::unique_ptr<Plugin> construct(const PluginMetadata& plugin, Host& host) override {
        if (&plugin == &surroundings_.metadata()) return surroundings_.construct(host);
        return build_plugins().construct(plugin, host);
    }

private:
    const Surroundings& surroundings_;
};

/// The loop as a node sees it whose clock is wrong.
class SkewedRuntime final : public Runtime {
public:
    SkewedRuntime(testing::Loop& loop, Duration ahead)
        : executor_(SkewedExecutor(loop.context().get_executor(), ahead)) {}

    Executor executor() override { return executor_; }
    Executor blocking() override { return executor_; }
    void request_stop(int) override {}

private:
    Executor executor_;
};

Settings settings_for(const PluginMetadata& plugin, const NodePlan& plan) {
    std::map<std::string, Texts> values;
    const auto given = plan.settings.find(plugin.name);
    if (given != plan.settings.end()) {
        for (const auto& [option, value] : given->second) values[option].push_back(value);
    }
    return {plugin.name, plugin.options, values};
}

std::string sentences(const resolve::Problems& problems) {
    std::string text;
    for (const std::string& problem : problems) text += problem + '\n';
    return text;
}

kernel::LifecycleConfig configure(const Surroundings& surroundings, const NodePlan& plan) {
    kernel::LifecycleConfig config;
    const auto source = std::make_shared<Source>(surroundings);
    resolve::ResolverInput input{};
    input.listed.push_back(source->find(Surroundings::name));
    for (const std::string& name : plan.plugins) input.listed.push_back(source->find(name));
    input.bindings = plan.bindings;
    resolve::Resolution resolution = resolve::resolve(input, *source);
    if (!resolution.problems.empty()) throw std::runtime_error(sentences(resolution.problems));
    config.plan = std::move(resolution.plan);
    for (const resolve::PlannedPlugin& row : config.plan.plugins) {
        config.settings.emplace(row.metadata->name, settings_for(*row.metadata, plan));
    }
    config.catalogue = source;
    return config;
}

}  // namespace

std::unique_ptr<Plugin> Surroundings::construct(Host& host) const {
    for (const auto& publish : publish_) publish(host);
    return std::make_unique<Plugin>();
}

/// From a start to a crash.
class SimulatedNode::Life {
public:
    Life(testing::Loop& loop, Duration clock_ahead, kernel::LifecycleConfig config,
         const fs::path& folder)
        : loop_(loop),
          runtime_(loop, clock_ahead),
          context_{runtime_, metrics_, folder},
          lifecycle_(std::move(config), context_, status_) {
        if (!lifecycle_.construct()) throw std::runtime_error(sentences(status_.problems()));
        loop.spawn(live());
        while (!started_ && !ended_) loop.advance(10ms);
        if (!started_) throw std::runtime_error(sentences(status_.problems()));
    }

    void end() {
        lifecycle_.stop();
        while (!ended_) loop_.advance(10ms);
    }

    kernel::Registry& registry() noexcept { return lifecycle_.registry(); }

private:
    awaitable<void> live() {
        awaitable<void> whole = lifecycle_.live(std::nullopt, [this] { started_ = true; });
        co_await asio::co_spawn(lifecycle_.strand(), std::move(whole), asio::use_awaitable);
        ended_ = true;
    }

    testing::Loop& loop_;
    SkewedRuntime runtime_;
    Metrics metrics_;
    kernel::ExitStatus status_;
    kernel::Context context_;
    kernel::Lifecycle lifecycle_;
    bool started_ = false;
    bool ended_ = false;
};

SimulatedNode::SimulatedNode(testing::Loop& loop, const Surroundings& surroundings, NodePlan plan)
    : loop_(loop), surroundings_(surroundings), plan_(std::move(plan)), folder_(make_folder()) {}

SimulatedNode::~SimulatedNode() {
    if (life_) life_->end();
    life_.reset();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void SimulatedNode::start() {
    life_ =
        std::make_unique<Life>(loop_, plan_.clock_ahead, configure(surroundings_, plan_), folder_);
}

void SimulatedNode::crash() {
    const fs::path as_it_was = make_folder();
    fs::copy(folder_, as_it_was, fs::copy_options::recursive);
    life_->end();
    life_.reset();
    fs::remove_all(folder_);
    fs::rename(as_it_was, folder_);
}

void* SimulatedNode::find(const ServiceKey& key) const { return life_->registry().find(key); }

std::vector<void*> SimulatedNode::find_every(const ServiceKey& key) const {
    std::vector<void*> services;
    const kernel::Registry::Snapshot snapshot = life_->registry().every(key);
    for (const auto& lease : *snapshot) services.push_back(lease.get());
    return services;
}

std::vector<net::NodeId> peer_ids(const SimulatedNode& node) {
    std::vector<net::NodeId> ids;
    if (!node.runs()) return ids;
    for (const net::PeerPtr& peer : node.service<net::PeerPool>().peers()) {
        ids.push_back(peer->node().id);
    }
    return ids;
}

}  // namespace plexus::simulation
