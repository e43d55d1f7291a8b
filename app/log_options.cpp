#include "log_options.hpp"

#include <array>
#include <charconv>
#include <limits>

#include <api/plugin/options.hpp>

namespace plexus::app {
namespace {

using namespace kernel;

struct Unit {
    std::string_view name;
    std::uint64_t bytes;
};
constexpr std::array units{Unit{"", 1}, Unit{"B", 1}, Unit{"KiB", 1U << 10}, Unit{"MiB", 1U << 20},
                           Unit{"GiB", 1U << 30}};

std::uint64_t read_size(const std::string& text) {
    std::uint64_t count = 0;
    const char* const last = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), last, count);
    for (const Unit& unit : units) {
        const bool fits = count <= std::numeric_limits<std::uint64_t>::max() / unit.bytes;
        if (error == std::errc{} && std::string_view(rest, last) == unit.name && fits) {
            return count * unit.bytes;
        }
    }
    throw ConfigError("--log-file-size must be a size like 512KiB, 100MiB or 2GiB, not '" + text +
                      "'");
}

}  // namespace

LogSettings log_settings(const OptionValues& values, Severity general) {
    LogSettings settings;
    settings.levels = parse_log_levels(list_value(values.at("log-level")), general);
    const bool json = text_value(values.at("log-format")) == "json";
    settings.format = json ? LogFormat::json : LogFormat::text;
    settings.file = text_value(values.at("log-file"));
    settings.rotation.size_bytes = read_size(text_value(values.at("log-file-size")));
    settings.rotation.kept = static_cast<unsigned>(number_value(values.at("log-file-count")));
    return settings;
}

}  // namespace plexus::app
