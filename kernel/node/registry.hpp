#pragma once

#include <vector>

#include <kernel/resolve/plan.hpp>

namespace plexus::kernel {

/// The services of one node, as the plan says who serves whom. A plugin is named by its index in
/// the plan.
///
/// @thread  filled by one thread while plugins are constructed; after seal() immutable, so any
/// @errors  whatever a plugin does not declare throws std::logic_error
class Registry {
public:
    explicit Registry(const Plan& plan);

    void publish(std::size_t plugin, const ServiceKey& key, void* service);

    /// To be called when the constructor of `plugin` has returned.
    void check_all_published(std::size_t plugin) const;

    /// No more is published; from here on every() may be asked.
    void seal() noexcept { sealed_ = true; }

    /// @returns null only for an optional need that nobody serves
    void* find(std::size_t plugin, const ServiceKey& key, Count count) const;
    std::vector<void*> every(std::size_t plugin, const ServiceKey& key) const;

    /// The same for who stands outside the plan and declares nothing: the program around the node.
    /// @returns null if nobody serves it
    void* find(const ServiceKey& key) const;
    std::vector<void*> every(const ServiceKey& key) const;

private:
    const PlannedNeed& declared(std::size_t plugin, const ServiceKey& key, Count count) const;
    void add_offers(std::size_t plugin, const ServiceKey& key, std::vector<void*>& services) const;
    void* published(std::size_t plugin, const ServiceKey& key) const;

    struct Offer {
        ServiceKey key;
        void* service;
    };

    const Plan& plan_;
    std::vector<std::vector<Offer>> offers_;  // by plugin
    bool sealed_ = false;
};

}  // namespace plexus::kernel
