#include "registry.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <stdexcept>

namespace plexus::kernel {
namespace {

/// The name of the program around the node, as a holder of services.
const std::string program = "the program";

enum class Stage : std::uint8_t { constructing, made, seen, retired, gone };

/// What one plugin collects of one service.
struct Collection {
    Need need;
    std::mutex mutex;  // one for each collection, so that collectors do not wait for each other
    Registry::Snapshot services = std::make_shared<const Services>();

    Registry::Snapshot get() {
        const std::scoped_lock lock(mutex);
        return services;
    }

    void set(Registry::Snapshot next) {
        const std::scoped_lock lock(mutex);
        services.swap(next);  // the old services are released after the lock
    }
};

bool is_collected(const Need& need) {
    return need.count == Count::all || (need.count == Count::maybe && need.when == When::any_time);
}

}  // namespace

class Registry::Entry {
public:
    struct Offer {
        ServiceKey key;
        void* service;
    };

    explicit Entry(const resolve::PlannedPlugin& planned) : plugin(planned) {
        for (const resolve::PlannedNeed& need : planned.needs) {
            if (!is_collected(need.need)) continue;
            collections.push_back(std::make_unique<Collection>());
            collections.back()->need = need.need;
        }
    }

    const std::string& name() const { return plugin.metadata->name; }

    void* published(const ServiceKey& key) const {
        for (const Offer& offer : offers) {
            if (resolve::same_service(offer.key, key)) return offer.service;
        }
        return nullptr;
    }

    [[noreturn]] void defect(const std::string& what, const ServiceKey& key,
                             const std::string& rest) const {
        throw std::logic_error("plugin '" + name() + "' " + what + " " + resolve::describe(key) +
                               rest);
    }

    [[noreturn]] void undeclared(const ServiceKey& key) const {
        defect("uses", key, ", which it does not declare to need, or not so");
    }

    Collection& collection(const ServiceKey& key, Count count) const {
        for (const auto& own : collections) {
            if (own->need.count == count && resolve::same_service(own->need.key, key)) {
                if (stage == Stage::constructing && own->need.when == When::any_time) {
                    defect("collects", key, " in its constructor; do so from start() on");
                }
                return *own;
            }
        }
        undeclared(key);
    }

    const resolve::PlannedPlugin& plugin;
    std::atomic<Stage> stage = Stage::constructing;
    std::vector<Offer> offers;
    std::vector<std::unique_ptr<Collection>> collections;
    std::shared_ptr<Holders> holders = std::make_shared<Holders>();
    bool kept_by_program = false;
};

struct Registry::Watch {
    const Entry* watcher;
    ServiceKey key;
    Executor strand;
    std::shared_ptr<Observers<Lease<void>, ServiceChange>> observers;

    void post(Services services, ServiceChange change) const {
        for (Lease<void>& service : services) {
            asio::post(strand, [observers = observers, service = std::move(service), change] {
                observers->tell(service, change);
            });
        }
    }
};

Registry::Registry(const std::map<std::string, std::string>& bindings, Plugins& plugins)
    : bindings_(bindings), plugins_(plugins) {}

Registry::~Registry() = default;

Registry::Entry& Registry::add(const resolve::PlannedPlugin& plugin) {
    const std::scoped_lock lock(mutex_);
    Entry& entry = *entries_.emplace_back(std::make_unique<Entry>(plugin));
    // A plugin that joins late finds those that are seen already; refresh() keeps this up to date.
    for (const auto& own : entry.collections) {
        own->set(std::make_shared<const Services>(seen_by(entry.name(), own->need.key)));
    }
    return entry;
}

void Registry::publish(Entry& plugin, const ServiceKey& key, void* service) {
    const std::scoped_lock lock(mutex_);
    if (!resolve::provides(*plugin.plugin.metadata, key)) {
        plugin.defect("publishes", key, ", which it does not declare to provide");
    }
    if (plugin.stage != Stage::constructing) {
        plugin.defect("publishes", key, " outside its constructor");
    }
    const bool again = key.cardinality == Cardinality::one && plugin.published(key) != nullptr;
    if (again) plugin.defect("publishes", key, " twice");
    plugin.offers.push_back({key, service});
}

void Registry::seal(Entry& plugin) {
    const std::scoped_lock lock(mutex_);
    for (const ServiceKey& key : plugin.plugin.metadata->provides) {
        if (plugin.published(key) == nullptr) {
            plugin.defect("provides", key, " by its declaration, but did not publish it");
        }
    }
    plugin.stage = Stage::made;
}

void Registry::commit(Entry& plugin) {
    const std::scoped_lock lock(mutex_);
    // Under one lock: whoever is told of the service finds it in the snapshot too, and an observer
    // that is added meanwhile is told once, here or by watch().
    plugin.stage = Stage::seen;
    refresh(plugin);
    tell(plugin, ServiceChange::joined);
}

void Registry::retire(Entry& plugin) {
    const std::scoped_lock lock(mutex_);
    if (plugin.stage != Stage::seen) return;
    tell(plugin, ServiceChange::leaving);  // the observers get leases, so this comes before the
                                           // services are hidden
    plugin.stage = Stage::retired;
    refresh(plugin);
}

void Registry::clear(Entry& plugin) {
    const std::scoped_lock lock(mutex_);
    // Its snapshots hold leases of others, which could not leave as long as it has them.
    plugin.stage = Stage::gone;
    for (const auto& own : plugin.collections) own->set(std::make_shared<const Services>());
    std::erase_if(watches_, [&](const Watch& watch) { return watch.watcher == &plugin; });
}

void* Registry::find(Entry& plugin, const ServiceKey& key, Count count) {
    const std::scoped_lock lock(mutex_);
    const auto need = std::ranges::find_if(plugin.plugin.needs, [&](const auto& own) {
        return own.need.count == count && !is_collected(own.need) &&
               resolve::same_service(own.need.key, key);
    });
    if (need == plugin.plugin.needs.end()) plugin.undeclared(key);
    if (need->providers.empty()) return nullptr;
    const std::size_t row = need->providers.front();
    if (row == resolve::the_kernel) return &plugins_;
    const bool there = row < entries_.size() && entries_[row]->stage == Stage::seen;
    // A provider that is needed before_me is there already: the plan has constructed it first.
    if (need->need.when == When::any_time && !there)
        plugin.defect("uses", key, " too early; it is there from run() on");
    return entries_[row]->published(key);
}

Registry::Snapshot Registry::every(Entry& plugin, const ServiceKey& key, Count count) {
    return plugin.collection(key, count).get();
}

Subscription Registry::watch(Entry& plugin, const ServiceKey& key, Executor strand,
                             Observer observer) {
    plugin.collection(key, Count::all);  // throws if the plugin does not declare to collect it
    const std::scoped_lock lock(mutex_);
    std::erase_if(watches_, [](const Watch& watch) { return watch.observers->empty(); });
    const auto observers = std::make_shared<Observers<Lease<void>, ServiceChange>>();
    Subscription subscription = observers->add(std::move(observer));
    const Watch& watch = watches_.emplace_back(Watch{&plugin, key, std::move(strand), observers});
    // Posted and not called: the observer may call the registry, whose lock is held here.
    watch.post(seen_by(plugin.name(), key), ServiceChange::joined);
    return subscription;
}

Holders& Registry::holders(const Entry& plugin) const { return *plugin.holders; }

void* Registry::find(const ServiceKey& key) {
    if (resolve::same_service(key, Plugins::key)) return &plugins_;
    const std::scoped_lock lock(mutex_);
    for (const auto& entry : entries_) {
        if (!sees(*entry, key)) continue;
        // The program gets a plain pointer, of which no lease can say when it is given back.
        entry->kept_by_program = true;
        return entry->published(key);
    }
    return nullptr;
}

Registry::Snapshot Registry::every(const ServiceKey& key) {
    const std::scoped_lock lock(mutex_);
    Services services;  // all of them: a binding decides for those who want one provider
    for (const auto& entry : entries_) {
        if (entry->stage == Stage::seen) append(services, *entry, key, program);
    }
    return std::make_shared<const Services>(std::move(services));
}

bool Registry::kept_by_program(const Entry& plugin) const {
    const std::scoped_lock lock(mutex_);
    return plugin.kept_by_program;
}

bool Registry::sees(const Entry& provider, const ServiceKey& key) const {
    if (provider.stage != Stage::seen || provider.published(key) == nullptr) return false;
    const auto bound = bindings_.find(key.name);
    return bound == bindings_.end() || bound->second == provider.name();
}

void Registry::append(Services& services, const Entry& provider, const ServiceKey& key,
                      const std::string& holder) const {
    if (provider.published(key) == nullptr) return;
    // The holder's name goes with the lease, so that a leave that waits can say for whom.
    const std::shared_ptr<void> hold = provider.holders->hold(holder);
    for (const Entry::Offer& offer : provider.offers) {
        if (resolve::same_service(offer.key, key)) services.emplace_back(hold, offer.service);
    }
}

Services Registry::seen_by(const std::string& holder, const ServiceKey& key) const {
    Services services;
    for (const auto& provider : entries_) {
        if (sees(*provider, key)) append(services, *provider, key, holder);
    }
    return services;
}

/// Renews the snapshots in which this plugin's services are, or are no more.
void Registry::refresh(const Entry& changed) {
    for (const auto& entry : entries_) {
        if (entry->stage == Stage::gone) continue;
        for (const auto& own : entry->collections) {
            if (changed.published(own->need.key) == nullptr) continue;
            own->set(std::make_shared<const Services>(seen_by(entry->name(), own->need.key)));
        }
    }
}

void Registry::tell(const Entry& changed, ServiceChange change) {
    for (const Watch& watch : watches_) {
        if (!sees(changed, watch.key)) continue;
        Services services;
        append(services, changed, watch.key, watch.watcher->name());
        watch.post(std::move(services), change);
    }
}

}  // namespace plexus::kernel
