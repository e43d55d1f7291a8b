#include "metric_rules.hpp"

#include <algorithm>
#include <array>

namespace plexus::inline v1 {
namespace {

/// A longer value is a mistake: it is no word of a closed list.
constexpr std::size_t max_label_value = 64;

/// Suffixes that exporters append to the parts of a histogram.
constexpr std::array reserved{"_count", "_sum", "_bucket"};

/// Units that are no base units, and base units that must be declared.
constexpr std::array units{"_seconds", "_bytes",   "_milliseconds", "_ms",       "_microseconds",
                           "_us",      "_minutes", "_kilobytes",    "_kibibytes"};

bool snake_case(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !name.empty() && name.front() >= 'a' && name.front() <= 'z' && name.back() != '_' &&
           name.find("__") == std::string_view::npos && std::ranges::all_of(name, allowed);
}

bool is_ascii_line(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string_view suffix_of(MetricUnit unit) {
    switch (unit) {
        case MetricUnit::seconds:
            return "_seconds";
        case MetricUnit::bytes:
            return "_bytes";
        case MetricUnit::none:
            break;
    }
    return "";
}

std::string broken_name(const MetricSpec& spec, MetricType type) {
    constexpr std::string_view total = "_total";
    std::string_view stem = spec.name;
    if (!snake_case(stem)) return "is not in snake_case";
    if (stem.ends_with(total) != (type == MetricType::counter)) {
        return type == MetricType::counter ? "is a counter, so its name must end in _total"
                                           : "is no counter, so its name must not end in _total";
    }
    if (type == MetricType::counter) stem.remove_suffix(total.size());
    const auto ends = [&](std::string_view suffix) { return stem.ends_with(suffix); };
    if (std::ranges::any_of(reserved, ends)) return "ends like a part of a histogram";
    const std::string_view unit = suffix_of(spec.unit);
    if (!ends(unit)) return "does not end in its unit, " + std::string{unit.substr(1)};
    if (unit.empty() && std::ranges::any_of(units, ends)) {
        return "ends in a unit that is not declared; the units are seconds and bytes";
    }
    return {};
}

std::string broken_label(const Label& label) {
    const std::string quoted = "has the label '" + label.name + "'";
    if (!snake_case(label.name)) return quoted + ", which is not in snake_case";
    if (label.name == "le") return quoted + ", which belongs to the buckets of histograms";
    if (label.value.empty() || label.value.size() > max_label_value ||
        !is_ascii_line(label.value)) {
        return quoted + " with a value that is empty, too long or not printable";
    }
    return {};
}

}  // namespace

std::string broken_rule(const MetricSpec& spec, MetricType type, const Labels& labels) {
    if (std::string broken = broken_name(spec, type); !broken.empty()) return broken;
    if (spec.help.empty() || !is_ascii_line(spec.help)) return "has no help of one printable line";
    for (const Label& label : labels) {
        if (std::string broken = broken_label(label); !broken.empty()) return broken;
    }
    return {};
}

const char* name_of(MetricType type) noexcept {
    switch (type) {
        case MetricType::counter:
            return "counter";
        case MetricType::gauge:
            return "gauge";
        case MetricType::histogram:
            return "histogram";
    }
    return "unknown";
}

}  // namespace plexus::inline v1
