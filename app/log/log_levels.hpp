#pragma once

#include <map>
#include <string>
#include <vector>

#include <api/core/log.hpp>

namespace plexus::app {

/// From which severity on records are kept: for all channels, and for single ones.
struct LogLevels {
    Severity general = Severity::info;
    std::map<std::string, Severity, std::less<>> channels{};
};

/// @param items    "info", "rlpx=debug"
/// @param general  what holds if no item says otherwise
/// @errors         ConfigError
LogLevels parse_log_levels(const std::vector<std::string>& items, Severity general);

/// From which severity on there is a channel whose records are kept.
Severity lowest(const LogLevels& levels) noexcept;

/// Whether a record with these attributes is kept.
bool is_kept(const LogLevels& levels, const boost::log::attribute_value_set& values);

}  // namespace plexus::app
