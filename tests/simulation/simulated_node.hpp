#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <api/net/node.hpp>
#include <kernel/life/lifecycle.hpp>
#include <kit/testing/loop.hpp>

namespace plexus::simulation {

/// What takes the place of sockets, identity and chain: one plugin more, which publishes services
/// of the simulation.
class Surroundings {
public:
    Surroundings() {
        metadata_.name = name;
        metadata_.version = "1.0.0";
    }

    /// The name of the plugin.
    static constexpr auto name = "surroundings";

    /// @ownership  the service outlives the node
    template <class T>
    void provide(T& service) {
        metadata_.provides.push_back(T::key);
        publish_.emplace_back([&service](Host& host) { host.publish<T>(service); });
    }

    const PluginMetadata& metadata() const noexcept { return metadata_; }
    std::unique_ptr<Plugin> construct(Host& host) const;

private:
    PluginMetadata metadata_;
    std::vector<std::function<void(Host&)>> publish_;
};

/// Which plugins of this build a node has, and their options as on the command line.
struct NodePlan {
    std::vector<std::string> plugins{};
    std::map<std::string, PluginSettings> settings{};  ///< by plugin
    std::map<std::string, std::string> bindings{};     ///< service -> plugin
    Duration clock_ahead{};                            ///< of the true time
};

/// A node of real plugins, loaded from their files, wired and run by the kernel, on the loop of a
/// simulation. Its folder outlives it: what a life has written, the next one finds.
///
/// @thread  the one thread of the loop
class SimulatedNode {
public:
    /// @ownership  the surroundings outlive it
    SimulatedNode(testing::Loop& loop, const Surroundings& surroundings, NodePlan plan);
    ~SimulatedNode();
    SimulatedNode(const SimulatedNode&) = delete;
    SimulatedNode& operator=(const SimulatedNode&) = delete;

    /// @errors std::runtime_error, which says what kept it from starting
    void start();

    /// Ends it. What it writes while it ends is lost, as by a kill.
    void crash();

    bool runs() const noexcept { return life_ != nullptr; }

    /// @pre  it runs, and a plugin provides the service
    template <class T>
    T& service() const {
        return *static_cast<T*>(find(T::key));
    }

    /// @pre  it runs
    template <class T>
    std::vector<T*> every() const {
        std::vector<T*> services;
        for (void* each : find_every(T::key)) services.push_back(static_cast<T*>(each));
        return services;
    }

private:
    class Life;

    void* find(const ServiceKey& key) const;
    std::vector<void*> find_every(const ServiceKey& key) const;

    testing::Loop& loop_;
    const Surroundings& surroundings_;
    NodePlan plan_;
    std::filesystem::path folder_;
    std::unique_ptr<Life> life_;
};

/// The ids of a node's peers; none while it does not run.
std::vector<net::NodeId> peer_ids(const SimulatedNode& node);

}  // namespace plexus::simulation
