#include "logging.hpp"

#include <array>
#include <boost/core/null_deleter.hpp>
#include <boost/log/attributes/value_extraction.hpp>
#include <boost/log/core.hpp>
#include <boost/log/sinks/sync_frontend.hpp>
#include <boost/log/sinks/text_ostream_backend.hpp>
#include <fstream>
#include <iostream>
#include <optional>

#include <api/core/log_entry.hpp>
#include <api/plugin/options.hpp>

namespace plexus::kernel {
namespace {

namespace log = boost::log;

using Sink = log::sinks::synchronous_sink<log::sinks::text_ostream_backend>;

std::optional<Severity> severity_of(std::string_view text) {
    constexpr std::array all{Severity::debug, Severity::info, Severity::warn, Severity::error};
    constexpr std::array<std::string_view, all.size()> names{"debug", "info", "warn", "error"};
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (names[i] == text) return all[i];
    }
    return std::nullopt;
}

bool is_kept(const LogLevels& levels, const log::attribute_value_set& values) {
    const auto severity = log::extract<Severity>("Severity", values);
    const auto channel = log::extract<std::string>("Channel", values);
    if (!severity) return true;
    const auto own = channel ? levels.channels.find(*channel) : levels.channels.end();
    return *severity >= (own == levels.channels.end() ? levels.general : own->second);
}

void format(const log::record_view& record, log::formatting_ostream& stream) {
    stream << log_text(log_entry(record));
}

boost::shared_ptr<Sink> add_sink(const boost::shared_ptr<std::ostream>& stream) {
    auto backend = boost::make_shared<log::sinks::text_ostream_backend>();
    backend->add_stream(stream);
    backend->auto_flush(true);
    auto sink = boost::make_shared<Sink>(backend);
    sink->set_formatter(&format);
    log::core::get()->add_sink(sink);
    return sink;
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

LogOutput::LogOutput(const LogLevels& levels, const std::filesystem::path& file) {
    if (!file.empty()) {
        auto stream = boost::make_shared<std::ofstream>(file, std::ios::app);
        if (!*stream) {
            throw ConfigError("cannot write the log file " + file.string() +
                              "; choose another with --log-file");
        }
        sinks_.push_back(add_sink(stream));
    }
    sinks_.push_back(add_sink(boost::shared_ptr<std::ostream>(&std::clog, boost::null_deleter())));
    const auto core = log::core::get();
    core->set_filter(
        [levels](const log::attribute_value_set& values) { return is_kept(levels, values); });
}

LogOutput::~LogOutput() {
    const auto core = log::core::get();
    for (const auto& sink : sinks_) core->remove_sink(sink);
    core->reset_filter();
}

void flush_log() { log::core::get()->flush(); }

}  // namespace plexus::kernel
