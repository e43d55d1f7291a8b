#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <api/plugin/metadata.hpp>
#include <api/plugin/plugin.hpp>

namespace plexus::testing {

/// The kernel as one plugin sees it, for tests: runtime, settings and providers are fake, but the
/// rules are the kernel's own code: what the kernel refuses is refused here, with the same
/// sentence.
///
///     testing::Loop loop;
///     testing::TestHost host(loop.executor(), "scoring");
///     host.set("floor", "20");
///     const auto plugin = host.create<Scoring>();
///     auto& policy = host.published<net::ScoringPolicy>();
///
/// @thread     the one thread of the loop
/// @ownership  outlives the plugin
class PLEXUS_API TestHost final : public Host {
public:
    /// @param executor  of the loop, which blocking work runs in too, so that every run is alike
    TestHost(Executor executor, std::string name);
    ~TestHost() override;
    TestHost(const TestHost&) = delete;
    TestHost& operator=(const TestHost&) = delete;

    /// An option's value, as on the command line, without the plugin's name in front.
    TestHost& set(std::string option, std::string value);

    /// As for a command instead of a node.
    TestHost& serve(Purpose purpose);

    /// Hands in a provider, as if its plugin had started. The plugin under test sees it too if it
    /// is there already: then it has joined.
    template <class T>
    TestHost& provide(T& service) {
        provide_service(T::key, &service);
        return *this;
    }

    /// Lets a provider leave that was handed in.
    template <class T>
    TestHost& withdraw(T& service) {
        withdraw_service(&service);
        return *this;
    }

    /// Whether the plugin still has a lease of a provider that has left.
    template <class T>
    bool holds(T& service) const {
        return holds_service(&service);
    }

    /// Constructs a plugin by its class, as its descriptor would.
    /// @errors ConfigError: an option makes no sense, or a need is not met; what its constructor
    ///         throws; std::logic_error if it does not publish what it provides
    template <class T>
    std::unique_ptr<T> create() {
        PluginMetadata metadata;
        metadata.provides.assign(T::provides.begin(), T::provides.end());
        metadata.needs.assign(T::needs.begin(), T::needs.end());
        if constexpr (requires { T::options; }) metadata.options = T::options.specs();
        prepare(std::move(metadata));
        auto plugin = std::make_unique<T>(static_cast<Host&>(*this));
        seal();
        return plugin;
    }

    /// Constructs a plugin by its descriptor, `plexus_plugin_v1` of the objects linked in.
    /// @errors as create<T>()
    std::unique_ptr<Plugin> create(const PluginDescriptor& descriptor);

    /// Awaits the plugin's start(), makes its services known, and begins its run().
    /// @errors what start() throws
    awaitable<void> start(Plugin& plugin);

    /// Takes the plugin out, cancels its run(), awaits its end, and awaits stop(). To be called
    /// before a plugin is destroyed that was started.
    /// @errors what run() has thrown, other than its cancellation; what stop() throws
    awaitable<void> stop(Plugin& plugin);

    /// What the plugin has published.
    /// @errors std::logic_error if it has not
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

    /// The exit code with which the plugin requested the end of the node.
    std::optional<int> stop_requested() const noexcept;

    const std::string& name() const override;
    const Settings& settings() const override;
    Logger logger() const override;
    Executor strand() override;
    Purpose purpose() const override;
    Runtime& runtime() override;
    Metrics& metrics() override;

    /// A folder of its own, made at the first call and removed at the end.
    const std::filesystem::path& data_dir() const override;

protected:
    void publish_service(const ServiceKey& key, void* service) override;
    void* find_service(const ServiceKey& key, Count count) override;
    std::shared_ptr<const Services> every_service(const ServiceKey& key, Count count) override;
    Subscription watch_services(const ServiceKey& key, ServiceObserver observer) override;

private:
    void provide_service(const ServiceKey& key, void* service);
    void withdraw_service(const void* service);
    bool holds_service(const void* service) const;
    void prepare(PluginMetadata metadata);
    void seal();
    std::vector<void*> all_published(const ServiceKey& key) const;

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace plexus::testing
