#pragma once

#include <string>
#include <vector>

#include <api/plugin/metadata.hpp>

namespace plexus::resolve {

/// All plugins that a plan may have, known by their metadata. None of their code runs.
class Catalogue {
public:
    virtual ~Catalogue() = default;

    /// @errors ConfigError, a sentence for the operator, if there is none or it is unusable
    virtual const PluginMetadata* find(const std::string& name) = 0;

    /// Every usable one; called only to give a hint.
    virtual std::vector<const PluginMetadata*> all() = 0;
};

}  // namespace plexus::resolve
