#include "log_levels.hpp"

#include <algorithm>
#include <array>
#include <boost/log/attributes/attribute_value_set.hpp>
#include <boost/log/attributes/value_extraction.hpp>
#include <optional>

#include <api/plugin/options.hpp>

namespace plexus::app {
namespace {

std::optional<Severity> severity_of(std::string_view text) {
    constexpr std::array all{Severity::debug, Severity::info, Severity::warn, Severity::error};
    constexpr std::array<std::string_view, all.size()> names{"debug", "info", "warn", "error"};
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (names[i] == text) return all[i];
    }
    return std::nullopt;
}

}  // namespace

LogLevels parse_log_levels(const std::vector<std::string>& items, Severity general_level) {
    LogLevels levels{general_level, {}};
    for (const std::string& item : items) {
        const std::size_t equals = item.find('=');
        const bool general = equals == std::string::npos;
        const auto severity = severity_of(general ? item : item.substr(equals + 1));
        if (!severity) {
            throw ConfigError(
                "--log-level must be debug, info, warn or error, or CHANNEL=LEVEL, "
                "not '" +
                item + "'");
        }
        (general ? levels.general : levels.channels[item.substr(0, equals)]) = *severity;
    }
    return levels;
}

Severity lowest(const LogLevels& levels) noexcept {
    Severity least = levels.general;
    for (const auto& [channel, severity] : levels.channels) least = std::min(least, severity);
    return least;
}

bool is_kept(const LogLevels& levels, const boost::log::attribute_value_set& values) {
    const auto severity = boost::log::extract<Severity>("Severity", values);
    const auto channel = boost::log::extract<std::string>("Channel", values);
    if (!severity) return true;
    const auto own = channel ? levels.channels.find(*channel) : levels.channels.end();
    return *severity >= (own == levels.channels.end() ? levels.general : own->second);
}

}  // namespace plexus::app
