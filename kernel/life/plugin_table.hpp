#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <api/plugin/plugin.hpp>

#include <kernel/load/plugin_source.hpp>

#include <kernel/wire/plugin_host.hpp>
#include "phase.hpp"

namespace plexus::kernel {

/// A plugin that lives: its object, and how far it is.
struct PluginInstance {
    PluginInstance(const PluginMetadata& metadata, Settings plugin_settings, Registry& registry,
                   Registry::Entry& entry, const Context& context, const Phase::Kernel& kernel)
        : settings(std::move(plugin_settings)),
          services(entry),
          host(metadata.name, settings, registry, entry, context),
          start(kernel, host.strand(), metadata.name + " start"),
          run(kernel, host.strand(), metadata.name + " run"),
          stop(kernel, host.strand(), metadata.name + " stop") {}

    Settings settings;
    Registry::Entry& services;
    Subscription releases;  // of its services, by those that held them
    PluginHost host;
    Phase start, run, stop;
    bool joined_late = false;        // while the node ran: its end is not the node's
    bool beginning = false;          // its run(): a failure is the error of the join
    bool started = false;            // so it is to be stopped
    std::unique_ptr<Plugin> plugin;  // last, so that it is the first to be destroyed
};

/// The plugins of one node: the plan, the objects, and what they are to each other.
///
/// @thread     strand(), and any while the loop does not run; list() any
/// @ownership  outlived by the context and the catalogue
class PluginTable {
public:
    PluginTable(resolve::Plan plan, PluginSource& catalogue, const Context& context,
                Plugins& plugins);

    /// Destroys the plugins in reverse order.
    ~PluginTable();
    PluginTable(const PluginTable&) = delete;
    PluginTable& operator=(const PluginTable&) = delete;

    const Executor& strand() const noexcept { return strand_; }

    /// Notified when a phase has ended, a lease was given back, or a row has changed.
    Event& changed() noexcept { return *changed_; }

    const resolve::Plan& plan() const noexcept { return plan_; }
    Registry& registry() noexcept { return registry_; }

    /// Appends the row of a plugin that joins.
    /// @returns its index
    std::size_t append(resolve::PlannedPlugin plugin);

    /// Makes the object of the next row.
    /// @errors what the constructor throws; std::logic_error if it did not publish what it provides
    void construct(std::size_t row, Settings settings);

    /// Null before it is constructed and after it has left.
    PluginInstance* find(std::size_t row) const noexcept;
    std::size_t size() const noexcept { return instances_.size(); }

    /// It has started: its services are found from now on.
    void commit(std::size_t row);

    /// It is about to leave: its services are found no more.
    void retire(std::size_t row);

    /// Destroys the object, and ends its row.
    void destroy(std::size_t row);

    std::vector<PluginStatus> list() const;

    /// Set once the node stops.
    bool stopping = false;

private:
    /// What list() tells of a row beyond its plan.
    struct Constructed {
        const Registry::Entry& services;
        std::string file;
    };

    void set_state(std::size_t row, PluginState state);

    const Context& context_;
    PluginSource& catalogue_;
    mutable std::mutex mutex_;  // over changes of plan_ and constructed_, for list()
    resolve::Plan plan_;
    Registry registry_;
    Executor strand_;
    std::shared_ptr<Event> changed_;                          // shared with what comes late
    std::vector<Constructed> constructed_;                    // by row
    std::vector<std::unique_ptr<PluginInstance>> instances_;  // by row
};

}  // namespace plexus::kernel
