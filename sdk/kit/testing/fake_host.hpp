#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <api/plugin/plugin.hpp>

#include "fake_settings.hpp"
#include "loop.hpp"
#include "test_metrics.hpp"

namespace plexus::testing {

/// A Runtime that is one loop: blocking work runs in it too, so that every run is alike.
class FakeRuntime final : public Runtime {
public:
    explicit FakeRuntime(Loop& loop) : loop_(loop) {}

    Executor executor() override { return loop_.executor(); }
    Executor blocking() override { return loop_.executor(); }
    void request_stop(int exit_code) override {
        if (!stop_) stop_ = exit_code;
    }

    /// The exit code with which somebody asked the node to end.
    std::optional<int> stop_requested() const noexcept { return stop_; }

private:
    Loop& loop_;
    std::optional<int> stop_;
};

/// The kernel as one plugin sees it, without a kernel: settings are set, services are handed in,
/// and what the plugin publishes can be had.
///
///     testing::Loop loop;
///     testing::FakeHost host(loop, "scoring");
///     host.set("floor", "20");
///     const auto plugin = host.create<Scoring>();
///     auto& policy = host.published<net::ScoringPolicy>();
///
/// @thread     the one thread of the loop
/// @ownership  outlives the plugin
class FakeHost final : public Host {
public:
    FakeHost(Loop& loop, std::string name);
    ~FakeHost() override;

    /// An option's value, as on the command line, without the plugin's name in front.
    FakeHost& set(std::string option, std::string value);

    /// Hands in a provider; several of one service are for `every`.
    template <class T>
    FakeHost& provide(T& service) {
        provided_[identify(T::key)].push_back(&service);
        return *this;
    }

    /// Constructs a plugin by its class, as its descriptor would.
    /// @errors ConfigError; std::logic_error for a required service that nobody handed in
    template <class T>
    std::unique_ptr<T> create() {
        if constexpr (requires(Options& options) { T::options(options); }) T::options(settings_);
        const Declared declared{{T::provides.begin(), T::provides.end()},
                                {T::needs.begin(), T::needs.end()}};
        admit(declared);
        return std::make_unique<T>(static_cast<Host&>(*this));
    }

    /// Constructs a plugin by its descriptor, `plexus_plugin_v1` of the objects linked in.
    /// @errors as above
    std::unique_ptr<Plugin> create(const PluginDescriptor& descriptor);

    /// What the plugin has published; std::logic_error if it has not.
    template <class T>
    T& published() {
        return *static_cast<T*>(all_published(T::key).front());
    }

    /// All that the plugin has published of a service that is collected.
    template <class T>
    std::vector<T*> every_published() {
        std::vector<T*> services;
        for (void* service : all_published(T::key)) services.push_back(static_cast<T*>(service));
        return services;
    }

    TestMetrics& test_metrics() noexcept { return metrics_; }
    FakeRuntime& fake_runtime() noexcept { return runtime_; }

    const std::string& name() const override { return name_; }
    const Settings& settings() const override { return settings_; }
    Logger logger() const override { return make_logger(name_); }
    Executor strand() override { return strand_; }
    Runtime& runtime() override { return runtime_; }
    Metrics& metrics() override { return metrics_; }

    /// A folder of its own, made at the first call and removed at the end.
    const std::filesystem::path& data_dir() const override;
    Purpose purpose() const override { return purpose_; }

    /// As for a command instead of a node.
    FakeHost& serve(Purpose purpose) {
        purpose_ = purpose;
        return *this;
    }

protected:
    void publish_service(const ServiceKey& key, void* service) override;
    void* find_service(const ServiceKey& key, Count count) override;
    std::vector<void*> every_service(const ServiceKey& key) override;

private:
    using Identity = std::pair<std::string, std::uint32_t>;

    struct Declared {
        std::vector<ServiceKey> provides;
        std::vector<Need> needs;
    };

    static Identity identify(const ServiceKey& key) { return {key.name, key.major}; }
    void admit(const Declared& declared);
    void demand(const ServiceKey& key, Count count) const;
    const std::vector<void*>& all_published(const ServiceKey& key) const;

    std::string name_;
    Executor strand_;
    FakeRuntime runtime_;
    TestMetrics metrics_;
    FakeSettings settings_;
    Declared declared_;
    std::map<Identity, std::vector<void*>> provided_;
    std::map<Identity, std::vector<void*>> published_;
    Purpose purpose_ = Purpose::node;
    mutable std::filesystem::path data_dir_;
};

}  // namespace plexus::testing
