#pragma once

#include <boost/test/unit_test.hpp>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <kernel/life/lifecycle.hpp>
#include <kit/testing/loop.hpp>
#include <resolve/resolver.hpp>

namespace plexus::kernel::test {

/// A plugin whose phases are functions of the test.
struct Toy {
    std::string name;
    std::vector<ServiceKey> provides{};
    std::vector<Need> needs{};
    std::function<void(Host&)> construct{};
    std::function<awaitable<void>(Host&)> start{};
    std::function<awaitable<void>(Host&)> run{};
    std::function<awaitable<void>(Host&)> stop{};
};

/// Toys to be found by name. What happens to them is noted: "a constructed", "a destroyed".
class Toys final : public PluginSource {
public:
    void add(Toy toy) {
        Entry& entry = entries_.emplace_back();
        entry.metadata.name = toy.name;
        entry.metadata.version = "1.0.0";
        entry.metadata.provides = toy.provides;
        entry.metadata.needs = toy.needs;
        entry.toy = std::move(toy);
    }

    const PluginMetadata* find(const std::string& name) override {
        for (const Entry& entry : entries_) {
            if (entry.metadata.name == name) return &entry.metadata;
        }
        throw ConfigError("unknown plugin '" + name + "'");
    }

    std::vector<const PluginMetadata*> all() override { return {}; }

    std::filesystem::path file_of(const PluginMetadata&) const override { return {}; }

    std::unique_ptr<Plugin> construct(const PluginMetadata& plugin, Host& host) override {
        for (const Entry& entry : entries_) {
            if (&entry.metadata != &plugin) continue;
            return std::make_unique<ToyPlugin>(*this, entry.toy, host);
        }
        throw std::logic_error("constructed, but never found");
    }

    std::vector<std::string> notes{};

private:
    class ToyPlugin final : public Plugin {
    public:
        ToyPlugin(Toys& toys, const Toy& toy, Host& host) : toys_(toys), toy_(toy), host_(host) {
            if (toy_.construct) toy_.construct(host_);
            toys_.notes.push_back(toy_.name + " constructed");
        }
        ~ToyPlugin() override { toys_.notes.push_back(toy_.name + " destroyed"); }

        awaitable<void> start() override { return phase("started", toy_.start); }
        awaitable<void> run() override { return phase("ran", toy_.run); }
        awaitable<void> stop() override { return phase("stopped", toy_.stop); }

    private:
        awaitable<void> phase(std::string what,
                              const std::function<awaitable<void>(Host&)>& function) {
            if (function) {
                awaitable<void> call = function(host_);
                co_await std::move(call);
            }
            toys_.notes.push_back(toy_.name + " " + what);
        }

        Toys& toys_;
        const Toy& toy_;
        Host& host_;
    };

    struct Entry {
        PluginMetadata metadata;
        Toy toy;
    };

    std::list<Entry> entries_;
};

/// A runtime that is one loop of driven time.
class LoopRuntime final : public Runtime {
public:
    explicit LoopRuntime(testing::Loop& loop) : loop_(loop) {}

    Executor executor() override { return loop_.executor(); }
    Executor blocking() override { return loop_.executor(); }
    void request_stop(int exit_code) override {
        stop_requested = exit_code;
        if (on_stop) on_stop();
    }

    std::optional<int> stop_requested{};
    std::function<void()> on_stop{};

private:
    testing::Loop& loop_;
};

/// A node of toys, in driven time.
class LiveNode {
public:
    ~LiveNode() {
        if (lifecycle_) end();
    }

    /// Starts these, and whatever they need.
    void begin(const std::vector<std::string>& names) {
        resolve::ResolverInput input{};
        for (const std::string& name : names) input.listed.push_back(toys->find(name));
        resolve::Resolution resolution = resolve::resolve(input, *toys);
        BOOST_REQUIRE(resolution.problems.empty());
        LifecycleConfig config;
        for (const std::string& name : names) config.settings.emplace(name, no_settings(name));
        config.plan = std::move(resolution.plan);
        config.catalogue = toys;
        config.settings_of = [](const PluginMetadata& plugin, const PluginSettings&) {
            return no_settings(plugin.name);
        };
        config.change_limits = limits;
        lifecycle_.emplace(std::move(config), context_, status);
        runtime.on_stop = [this] { lifecycle_->stop(); };
        BOOST_REQUIRE(lifecycle_->construct());
        loop.spawn(live());
        loop.settle();
    }

    void end() {
        lifecycle_->stop();
        while (!ended_) loop.advance(std::chrono::seconds{1});
        lifecycle_.reset();
    }

    /// @returns the sentence with which it was refused, or nothing
    std::string join(std::string name) {
        return outcome(lifecycle_->changes().join(std::move(name), {}));
    }
    std::string leave(std::string name) {
        return outcome(lifecycle_->changes().leave(std::move(name)));
    }

    /// "a running"
    std::vector<std::string> states() {
        std::vector<std::string> states;
        for (const PluginStatus& plugin : lifecycle_->changes().list()) {
            states.push_back(plugin.name + ' ' + std::string(to_string(plugin.state)));
        }
        return states;
    }

    Changes& changes() { return lifecycle_->changes(); }
    Registry& registry() { return lifecycle_->registry(); }
    bool ended() const noexcept { return ended_; }

    testing::Loop loop;
    LoopRuntime runtime{loop};
    ExitStatus status;
    ChangeLimits limits{};
    std::shared_ptr<Toys> toys = std::make_shared<Toys>();

private:
    static Settings no_settings(const std::string& plugin) { return Settings(plugin, {}); }

    std::string outcome(awaitable<void> change) {
        try {
            loop.run(std::move(change));
            return {};
        } catch (const ConfigError& error) {
            return error.what();
        }
    }

    awaitable<void> live() {
        awaitable<void> whole = lifecycle_->live(std::nullopt, [] {});
        co_await asio::co_spawn(lifecycle_->strand(), std::move(whole), asio::use_awaitable);
        ended_ = true;
    }

    Metrics metrics_;
    Context context_{runtime, metrics_, "/nowhere"};
    std::optional<Lifecycle> lifecycle_;
    bool ended_ = false;
};

}  // namespace plexus::kernel::test
