#pragma once

#include <boost/log/sources/severity_channel_logger.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <api/core/api.hpp>

namespace plexus::inline v1 {

/// How much a line matters, in rising order; what each is for is said in docs/writing-a-plugin.md.
enum class Severity : unsigned char { debug, info, warn, error };

/// Writes "debug", "info", "warn" or "error".
PLEXUS_API std::ostream& operator<<(std::ostream& stream, Severity severity);

/// A plugin's logger: its channel is the plugin's name. Safe to use from any thread.
using Logger = boost::log::sources::severity_channel_logger_mt<Severity, std::string>;

/// @returns a logger of that channel; the program decides where records go and from which level on
PLEXUS_API Logger make_logger(std::string channel);

/// What an attribute of a log record can hold; a record holds the alternative itself.
using LogValue = std::variant<bool, std::int64_t, std::uint64_t, double, std::string>;

/// The members that every record has; no attribute may be called so.
inline constexpr std::string_view log_members[]{"time", "severity", "channel", "message"};

/// The name of an attribute: lower case words with underscores, known when the program is compiled.
class LogName {
public:
    /// Refuses to compile for other names.
    consteval LogName(const char* name) : text_(name) {
        for (const std::string_view member : log_members) {
            if (text_ == member) throw "every record has a member of this name";
        }
        for (const char letter : text_) {
            const bool fits = (letter >= 'a' && letter <= 'z') ||
                              (letter >= '0' && letter <= '9') || letter == '_';
            if (!fits) throw "a name is made of a-z, 0-9 and _";
        }
    }

    /// The name itself.
    constexpr std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

/// The sentence of a line. It is known when the program is compiled, so that lines can be counted
/// by their cause; what varies is an attribute.
class LogSentence {
public:
    /// Takes a literal.
    consteval LogSentence(const char* sentence) : text_(sentence) {}

    /// The sentence itself.
    constexpr std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

/// An attribute of a log line; see `kv`.
template <class T>
struct LogAttribute {
    std::string_view name;  ///< in snake_case; must outlive the line
    const T& value;         ///< must outlive the line
};

/// What varies in a log line. Numbers and flags stay what they are; anything else becomes the text
/// that it prints.
template <class T>
LogAttribute<T> kv(LogName name, const T& value) {
    return {name.text(), value};
}

/// What an attribute of that value holds; see `kv`.
template <class T>
LogValue log_value(const T& value) {
    if constexpr (std::same_as<T, bool>) {
        return value;
    } else if constexpr (std::signed_integral<T> && !std::same_as<T, char>) {
        return std::int64_t{value};
    } else if constexpr (std::unsigned_integral<T> && !std::same_as<T, char>) {
        return std::uint64_t{value};
    } else if constexpr (std::floating_point<T>) {
        return static_cast<double>(value);
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
        return std::string(std::string_view(value));
    } else {
        std::ostringstream text;
        text << value;
        return std::move(text).str();
    }
}

/// Excepts a line from the limit on lines of one cause: for rows of a table that the operator
/// wants to see. Never for what a remote party can bring about.
struct NeverLimited {};
/// `PLEXUS_LOG(log_, info) << "row" << never_limited;`
inline constexpr NeverLimited never_limited{};

/// One record of Boost.Log while it is written; see PLEXUS_LOG. In the record are, besides the
/// logger's "Severity" (Severity) and "Channel" (std::string): "Time" (WallTime), "Message" (the
/// sentence), each attribute under its name as an alternative of LogValue, and "AttributeOrder"
/// (std::vector<boost::log::attribute_name>). log_entry() reads all of them.
class PLEXUS_API LogLine {
public:
    /// An attribute's text is cut after so many bytes: a queue of records has a bound in bytes
    /// then.
    static constexpr std::size_t longest_text = 512;

    /// Opens a record if the level is enabled.
    LogLine(Logger& logger, Severity severity);
    LogLine(const LogLine&) = delete;
    LogLine& operator=(const LogLine&) = delete;

    /// Whether the level is enabled, and the line not written yet.
    explicit operator bool() const noexcept { return !!record_; }

    /// Sets the sentence.
    LogLine& operator<<(LogSentence sentence);

    /// Adds an attribute; of two of one name the first counts.
    template <class T>
    LogLine& operator<<(const LogAttribute<T>& attribute) {
        add(attribute.name, log_value(attribute.value));
        return *this;
    }

    /// Marks the record, for sinks that limit lines.
    LogLine& operator<<(NeverLimited);

    /// Hands the record to the sinks.
    void write();

private:
    void add(std::string_view name, LogValue value);

    Logger& logger_;
    boost::log::record record_;
    std::vector<boost::log::attribute_name> order_;
};

}  // namespace plexus::inline v1

/// `PLEXUS_LOG(log_, info) << "peer joined" << kv("peer", id);` The arguments of a disabled level
/// are not evaluated.
#define PLEXUS_LOG(logger, level) PLEXUS_LOG_AT(logger, ::plexus::Severity::level)

/// The same with a level that is decided while the program runs.
#define PLEXUS_LOG_AT(logger, severity)                                        \
    for (::plexus::LogLine plexus_log_line(logger, severity); plexus_log_line; \
         plexus_log_line.write())                                              \
    plexus_log_line
