#pragma once

#include <list>
#include <map>
#include <string>
#include <vector>

#include <api/plugin/config_error.hpp>

#include <resolve/resolver.hpp>

namespace plexus::resolve::test {

constexpr ServiceKey single(const char* name, std::uint32_t major = 1) {
    return {name, major, Cardinality::one};
}
constexpr ServiceKey many(const char* name) { return {name, 1, Cardinality::many}; }
constexpr Need requires_(ServiceKey key) { return {key, Count::one, When::before_me}; }
constexpr Need may_use(ServiceKey key) { return {key, Count::maybe, When::before_me}; }
constexpr Need collects(ServiceKey key) { return {key, Count::all, When::any_time}; }

/// Plugins without code behind them, which is all that the resolver looks at.
class FakePlugins final : public Catalogue {
public:
    const PluginMetadata* add(const char* name, std::vector<ServiceKey> provides,
                              std::vector<Need> needs) {
        PluginMetadata& plugin = plugins_.emplace_back();
        plugin.name = name;
        plugin.version = "1.0.0";
        plugin.provides = std::move(provides);
        plugin.needs = std::move(needs);
        return &plugin;
    }

    const PluginMetadata* find(const std::string& name) override {
        for (const PluginMetadata& plugin : plugins_) {
            if (plugin.name == name) return &plugin;
        }
        throw ConfigError("unknown plugin '" + name + "'");
    }

    std::vector<const PluginMetadata*> all() override {
        std::vector<const PluginMetadata*> plugins;
        for (const PluginMetadata& plugin : plugins_) plugins.push_back(&plugin);
        return plugins;
    }

    std::vector<const PluginMetadata*> list(const std::vector<std::string>& names) {
        std::vector<const PluginMetadata*> listed;
        for (const std::string& name : names) listed.push_back(find(name));
        return listed;
    }

private:
    std::list<PluginMetadata> plugins_;
};

inline std::vector<std::string> names_of(const Plan& plan) {
    std::vector<std::string> names;
    for (const PlannedPlugin& plugin : plan.plugins) names.emplace_back(plugin.metadata->name);
    return names;
}

}  // namespace plexus::resolve::test
