#include "plugins.hpp"

namespace plexus::inline v1 {

Plugins::~Plugins() = default;

std::string_view to_string(PluginState state) noexcept {
    switch (state) {
        case PluginState::joining:
            return "joining";
        case PluginState::running:
            return "running";
        case PluginState::leaving:
            return "leaving";
        case PluginState::left:
            return "left";
    }
    return "";
}

}  // namespace plexus::inline v1
