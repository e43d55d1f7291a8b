#pragma once

#include <boost/log/sources/record_ostream.hpp>
#include <boost/log/sources/severity_channel_logger.hpp>
#include <ostream>
#include <string>
#include <string_view>

#include <api/core/api.hpp>

namespace plexus::inline v1 {

/// How much a line matters, in rising order; what each is for is said in docs/writing-a-plugin.md.
enum class Severity : unsigned char { debug, info, warn, error };

/// Writes "debug", "info", "warn" or "error".
PLEXUS_API std::ostream& operator<<(std::ostream& stream, Severity severity);

/// A plugin's logger: its channel is the plugin's name. Safe to use from any thread.
using Logger = boost::log::sources::severity_channel_logger_mt<Severity, std::string>;

/// @returns a logger of that channel; the kernel decides where records go and from which level on
PLEXUS_API Logger make_logger(std::string channel);

/// An attribute of a log line, printed as ` name=value`; see `kv`.
template <class T>
struct LogAttribute {
    std::string_view name;  ///< in snake_case; must outlive the line
    const T& value;         ///< printed by its `operator<<`; must outlive the line

    /// Writes ` name=value`.
    friend std::ostream& operator<<(std::ostream& stream, const LogAttribute& attribute) {
        return stream << ' ' << attribute.name << '=' << attribute.value;
    }
};

/// What varies in a log line. The sentence before it is constant, so that lines can be counted.
template <class T>
LogAttribute<T> kv(std::string_view name, const T& value) {
    return {name, value};
}

}  // namespace plexus::inline v1

/// `PLEXUS_LOG(log_, info) << "peer connected" << kv("peer", id);` Arguments of a disabled level
/// are not evaluated.
#define PLEXUS_LOG(logger, level) BOOST_LOG_SEV(logger, ::plexus::Severity::level)
