#pragma once

#include <list>
#include <map>
#include <string>
#include <vector>

#include <api/plugin/options.hpp>

#include <kernel/resolve/resolver.hpp>

namespace plexus::kernel::test {

constexpr ServiceKey one(const char* name, std::uint32_t major = 1) {
    return {name, major, Cardinality::one};
}
constexpr ServiceKey many(const char* name) { return {name, 1, Cardinality::many}; }
constexpr Dependency requires_(ServiceKey key) { return {key, Need::required}; }
constexpr Dependency may_use(ServiceKey key) { return {key, Need::optional}; }
constexpr Dependency collects(ServiceKey key) { return {key, Need::every}; }

/// Descriptors without code behind them, which is all that the resolver looks at.
class FakePlugins final : public Catalogue {
public:
    const PluginDescriptor* add(const char* name, std::vector<ServiceKey> provides,
                                std::vector<Dependency> needs) {
        Entry& entry = entries_.emplace_back();
        entry.provides = std::move(provides);
        entry.needs = std::move(needs);
        entry.descriptor.name = name;
        entry.descriptor.version = "1.0.0";
        entry.descriptor.provides = entry.provides.data();
        entry.descriptor.provides_count = static_cast<std::uint32_t>(entry.provides.size());
        entry.descriptor.needs = entry.needs.data();
        entry.descriptor.needs_count = static_cast<std::uint32_t>(entry.needs.size());
        return &entry.descriptor;
    }

    const PluginDescriptor* find(const std::string& name) override {
        for (Entry& entry : entries_) {
            if (entry.descriptor.name == name) return &entry.descriptor;
        }
        throw ConfigError("unknown plugin '" + name + "'");
    }

    std::vector<const PluginDescriptor*> all() override {
        std::vector<const PluginDescriptor*> descriptors;
        for (Entry& entry : entries_) descriptors.push_back(&entry.descriptor);
        return descriptors;
    }

    std::vector<const PluginDescriptor*> list(const std::vector<std::string>& names) {
        std::vector<const PluginDescriptor*> descriptors;
        for (const std::string& name : names) descriptors.push_back(find(name));
        return descriptors;
    }

private:
    struct Entry {
        std::vector<ServiceKey> provides;
        std::vector<Dependency> needs;
        PluginDescriptor descriptor{};
    };

    std::list<Entry> entries_;
};

inline std::vector<std::string> names_of(const Plan& plan) {
    std::vector<std::string> names;
    for (const PlannedPlugin& plugin : plan.plugins) names.emplace_back(plugin.descriptor->name);
    return names;
}

}  // namespace plexus::kernel::test
