#include "params.hpp"

namespace plexus::control {

namespace json = boost::json;

std::optional<std::string> OperatorParams::maybe_text() {
    const json::value* value = present();
    if (value == nullptr) return std::nullopt;
    if (!value->is_string()) refuse_last("not a string");
    return std::string(value->get_string());
}

std::optional<std::int64_t> OperatorParams::maybe_seconds() {
    const json::value* value = present();
    if (value == nullptr) return std::nullopt;
    const std::int64_t* seconds = value->if_int64();
    if (seconds == nullptr || *seconds <= 0) refuse_last("not whole seconds above 0");
    return *seconds;
}

PluginSettings OperatorParams::maybe_settings() {
    PluginSettings settings;
    const json::value* value = present();
    if (value == nullptr) return settings;
    if (!value->is_object()) refuse_last("not an object of strings");
    for (const auto& [name, text] : value->get_object()) {
        if (!text.is_string()) refuse_last("not an object of strings");
        settings.emplace_back(name, text.get_string());
    }
    return settings;
}

}  // namespace plexus::control
