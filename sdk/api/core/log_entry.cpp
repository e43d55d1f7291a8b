#include "log_entry.hpp"

#include <time.h>

#include <array>
#include <boost/log/attributes/value_extraction.hpp>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "printable.hpp"

namespace plexus::inline v1 {
namespace {

namespace logging = boost::log;
using namespace std::chrono;

template <class T>
void read(const logging::record_view& record, logging::attribute_name name, T& into) {
    if (const auto value = logging::extract<T>(name, record)) into = *value;
}

template <class T>
bool read_alternative(const logging::record_view& record, logging::attribute_name name,
                      LogValue& into) {
    const auto value = logging::extract<T>(name, record);
    if (value) into = *value;
    return !!value;
}

LogValue value_of(const logging::record_view& record, logging::attribute_name name) {
    LogValue value;
    static_cast<void>(read_alternative<std::string>(record, name, value) ||
                      read_alternative<std::int64_t>(record, name, value) ||
                      read_alternative<std::uint64_t>(record, name, value) ||
                      read_alternative<bool>(record, name, value) ||
                      read_alternative<double>(record, name, value));
    return value;
}

std::string padded(Severity severity) {
    switch (severity) {
        case Severity::debug:
            return "debug";
        case Severity::info:
            return "info ";
        case Severity::warn:
            return "warn ";
        case Severity::error:
            return "error";
    }
    return "";
}

constexpr bool is_utc = true;

/// @param format  of strftime; a full stop and `digits` of the second's fraction follow
std::string timestamp(system_clock::time_point time, const char* format, int digits, bool utc) {
    const auto since = duration_cast<microseconds>(time.time_since_epoch());
    const auto whole = floor<seconds>(since);
    const std::time_t count = whole.count();
    std::tm parts{};
    utc ? ::gmtime_r(&count, &parts) : ::localtime_r(&count, &parts);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), format, &parts);
    std::array<char, 8> fraction{};
    std::snprintf(fraction.data(), fraction.size(), "%06d",
                  static_cast<int>((since - whole).count()));
    return std::string(text.data(), size) + '.' +
           std::string(fraction.data(), static_cast<std::size_t>(digits));
}

template <class Number>
std::string digits_of(Number number) {
    std::array<char, 32> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

/// In quotes, with a backslash before those and before itself.
std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') result += '\\';
        result += letter;
    }
    return result + '"';
}

struct AsText {
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(const std::string& text) const {
        const std::string shown = printable(text);
        // Else a client could call itself "x by=us", and add an attribute to the line.
        const bool ambiguous =
            shown.find('"') != std::string::npos ||
            (shown.find(' ') != std::string::npos && shown.find('=') != std::string::npos);
        return ambiguous ? quoted(shown) : shown;
    }
    template <class Number>
    std::string operator()(Number number) const {
        return digits_of(number);
    }
};

struct AsJson {
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(double number) const {
        return std::isfinite(number) ? digits_of(number) : "null";  // JSON has no others
    }
    std::string operator()(const std::string& text) const { return quoted(printable(text)); }
    template <class Integer>
    std::string operator()(Integer number) const {
        return digits_of(number);
    }
};

}  // namespace

LogEntry log_entry(const logging::record_view& record) {
    LogEntry entry{.time = system_clock::now()};  // of a record that has none
    read(record, "Time", entry.time);
    read(record, "Severity", entry.severity);
    read(record, "Channel", entry.channel);
    read(record, "Message", entry.message);
    read(record, "NeverLimited", entry.never_limited);
    std::vector<logging::attribute_name> order;
    read(record, "AttributeOrder", order);
    entry.attributes.reserve(order.size());
    for (const logging::attribute_name& name : order) {
        entry.attributes.emplace_back(name.string(), value_of(record, name));
    }
    return entry;
}

std::string log_text(const LogEntry& entry) {
    std::string line = timestamp(entry.time, "%F %T", 3, !is_utc) + ' ' + padded(entry.severity);
    if (!entry.channel.empty()) line += ' ' + printable(entry.channel) + ':';
    return line + ' ' + log_sentence(entry);
}

std::string log_sentence(const LogEntry& entry) {
    std::string text = printable(entry.message);
    for (const auto& [name, value] : entry.attributes) {
        text += ' ' + name + '=' + std::visit(AsText{}, value);
    }
    return text;
}

std::string log_json(const LogEntry& entry) {
    std::ostringstream severity;
    severity << entry.severity;
    std::string line = "{\"time\":\"" + timestamp(entry.time, "%FT%T", 6, is_utc) +
                       "Z\",\"severity\":\"" + severity.str() +
                       "\",\"channel\":" + quoted(printable(entry.channel)) +
                       ",\"message\":" + quoted(printable(entry.message));
    for (const auto& [name, value] : entry.attributes) {
        line += ",\"" + name + "\":" + std::visit(AsJson{}, value);
    }
    return line + '}';
}

}  // namespace plexus::inline v1
