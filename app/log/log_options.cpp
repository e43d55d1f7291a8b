#include "log_options.hpp"

#include <app/program_options.hpp>

namespace plexus::app {

LogSettings log_settings(const embed::OptionValues& values, Severity general) {
    using Options = ProgramOptions;
    LogSettings settings;
    settings.levels = parse_log_levels(embed::value_of(values, Options::log_level), general);
    const bool json = embed::value_of(values, Options::log_format) == "json";
    settings.format = json ? LogFormat::json : LogFormat::text;
    settings.file = embed::value_of(values, Options::log_file);
    settings.rotation.size_bytes = embed::value_of(values, Options::log_file_size).bytes;
    settings.rotation.kept = embed::value_of(values, Options::log_file_count);
    return settings;
}

}  // namespace plexus::app
