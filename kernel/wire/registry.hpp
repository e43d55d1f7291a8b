#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <api/plugin/host.hpp>

#include <resolve/plan.hpp>

#include "holders.hpp"

namespace plexus::kernel {

/// The services of one node: which plugin publishes which, and which plugin sees it. Each plugin
/// has an entry here.
///
/// What a plugin publishes is kept aside until it has started, and is then seen by all that collect
/// it, at once. A collector has the providers at hand as an immutable snapshot, which is replaced
/// when a provider joins or leaves; so to collect costs a lock and a copy of a pointer.
///
/// @thread     any. publish() and the lookups of one plugin in its constructor: one at a time
/// @errors     whatever a plugin does not declare throws std::logic_error
class Registry {
public:
    class Entry;
    using Snapshot = std::shared_ptr<const Services>;
    using Observer = std::function<void(const Lease<void>&, ServiceChange)>;

    /// @param bindings  see Plan
    explicit Registry(const std::map<std::string, std::string>& bindings, Plugins& plugins);
    ~Registry();

    /// Enters the next plugin of the plan. Entries live as long as this.
    Entry& add(const resolve::PlannedPlugin& plugin);

    void publish(Entry& plugin, const ServiceKey& key, void* service);

    /// To be called when the constructor has returned: nothing is published after that.
    /// @errors std::logic_error if a service that the plugin provides was not published
    void seal(Entry& plugin);

    /// The plugin has started: its services are seen from now on.
    void commit(Entry& plugin);

    /// Its services are no longer seen. Plugins that hold them keep them.
    void retire(Entry& plugin);

    /// The plugin is destroyed: it holds and watches nothing any more.
    void clear(Entry& plugin);

    /// Of a need that is decided when the plugin is constructed.
    /// @returns null only for a `maybe` that nobody serves
    void* find(Entry& plugin, const ServiceKey& key, Count count);

    /// The providers of a need that is looked up anew each time.
    Snapshot every(Entry& plugin, const ServiceKey& key, Count count);

    Subscription watch(Entry& plugin, const ServiceKey& key, Executor strand, Observer observer);

    /// The plugins that hold services of this one.
    Holders& holders(const Entry& plugin) const;

    /// Finds a service for the program around the node, which is not in the plan and declares
    /// nothing. It keeps what it has found, so a provider that was found may not leave.
    /// @returns null without a provider
    void* find(const ServiceKey& key);
    Snapshot every(const ServiceKey& key);
    bool kept_by_program(const Entry& plugin) const;

private:
    struct Watch;

    bool sees(const Entry& provider, const ServiceKey& key) const;
    void append(Services& services, const Entry& provider, const ServiceKey& key,
                const std::string& holder) const;
    Services seen_by(const std::string& holder, const ServiceKey& key) const;
    void refresh(const Entry& changed);
    void tell(const Entry& changed, ServiceChange change);

    const std::map<std::string, std::string>& bindings_;
    Plugins& plugins_;
    mutable std::mutex mutex_;
    std::deque<std::unique_ptr<Entry>> entries_;  // as in the plan
    std::vector<Watch> watches_;
};

}  // namespace plexus::kernel
