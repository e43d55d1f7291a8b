#include "registry.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace plexus::kernel {
namespace {

[[noreturn]] void defect(const PlannedPlugin& plugin, const std::string& what,
                         const ServiceKey& key, const std::string& rest) {
    throw std::logic_error("plugin '" + plugin.metadata->name + "' " + what + " " + describe(key) +
                           rest);
}

}  // namespace

Registry::Registry(const Plan& plan) : plan_(plan), offers_(plan.plugins.size()) {}

void Registry::publish(std::size_t plugin, const ServiceKey& key, void* service) {
    const PlannedPlugin& publisher = plan_.plugins[plugin];
    const bool declared =
        std::ranges::any_of(publisher.metadata->provides,
                            [&](const ServiceKey& own) { return same_service(own, key); });
    if (!declared) defect(publisher, "publishes", key, ", which it does not declare to provide");
    if (sealed_) defect(publisher, "publishes", key, " outside its constructor");
    const bool again = key.cardinality == Cardinality::one && published(plugin, key) != nullptr;
    if (again) defect(publisher, "publishes", key, " twice");
    offers_[plugin].push_back({key, service});
}

void Registry::check_all_published(std::size_t plugin) const {
    const PlannedPlugin& publisher = plan_.plugins[plugin];
    for (const ServiceKey& key : publisher.metadata->provides) {
        if (published(plugin, key) == nullptr) {
            defect(publisher, "provides", key, " by its declaration, but did not publish it");
        }
    }
}

void* Registry::find(std::size_t plugin, const ServiceKey& key, Count count) const {
    const PlannedNeed& need = declared(plugin, key, count);
    return need.providers.empty() ? nullptr : published(need.providers.front(), need.need.key);
}

std::vector<void*> Registry::every(std::size_t plugin, const ServiceKey& key) const {
    const PlannedNeed& need = declared(plugin, key, Count::all);
    if (!sealed_) {
        defect(plan_.plugins[plugin], "collects", key, " in its constructor; ask from start() on");
    }
    std::vector<void*> services;
    for (const std::size_t provider : need.providers) add_offers(provider, key, services);
    return services;
}

void* Registry::find(const ServiceKey& key) const {
    const auto bound = plan_.bindings.find(key.name);
    if (bound != plan_.bindings.end()) return published(bound->second, key);
    const std::vector<void*> services = every(key);
    return services.empty() ? nullptr : services.front();
}

std::vector<void*> Registry::every(const ServiceKey& key) const {
    std::vector<void*> services;
    for (std::size_t plugin = 0; plugin < offers_.size(); ++plugin) {
        add_offers(plugin, key, services);
    }
    return services;
}

void Registry::add_offers(std::size_t plugin, const ServiceKey& key,
                          std::vector<void*>& services) const {
    for (const Offer& offer : offers_[plugin]) {
        if (same_service(offer.key, key)) services.push_back(offer.service);
    }
}

const PlannedNeed& Registry::declared(std::size_t plugin, const ServiceKey& key,
                                      Count count) const {
    const PlannedPlugin& asker = plan_.plugins[plugin];
    const auto need = std::ranges::find_if(asker.needs, [&](const PlannedNeed& own) {
        return own.need.count == count && same_service(own.need.key, key);
    });
    if (need == asker.needs.end()) {
        defect(asker, "asks for", key, ", which it does not declare to need, or not so");
    }
    return *need;
}

void* Registry::published(std::size_t plugin, const ServiceKey& key) const {
    for (const Offer& offer : offers_[plugin]) {
        if (same_service(offer.key, key)) return offer.service;
    }
    return nullptr;
}

}  // namespace plexus::kernel
