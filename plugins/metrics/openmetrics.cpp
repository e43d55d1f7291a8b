#include "openmetrics.hpp"

#include <string_view>

#include <api/plugin/prometheus.hpp>

namespace plexus::metrics {
namespace {

constexpr std::string_view total = "_total";

/// A counter's family has the name without the suffix that its samples have.
std::string family_name(const MetricFamily& family) {
    std::string name = family.spec.name;
    if (family.type == MetricType::counter && name.ends_with(total)) {
        name.resize(name.size() - total.size());
    }
    return name;
}

/// The bounds of buckets are written as floats: "1.0" where Prometheus' format has "1".
std::string with_float_bounds(std::string line) {
    constexpr std::string_view mark = "le=\"";
    const std::size_t begin = line.find(mark);
    if (begin == std::string::npos || line.find("_bucket{") == std::string::npos) return line;
    const std::size_t end = line.find('"', begin + mark.size());
    const std::string bound = line.substr(begin + mark.size(), end - begin - mark.size());
    if (bound.find_first_not_of("0123456789") == std::string::npos) line.insert(end, ".0");
    return line;
}

/// Prometheus' first line with another name. There quotes stand as they are, here they are escaped.
void add_help(std::string& text, const std::string& name, std::string_view line) {
    constexpr std::string_view mark = "# HELP ";
    text += mark;
    text += name;
    for (const char c : line.substr(line.find(' ', mark.size()))) {
        if (c == '"') text += '\\';
        text += c;
    }
    text += '\n';
}

void add_samples(std::string& text, const std::string& lines) {
    std::size_t at = 0;
    while (at < lines.size()) {
        const std::size_t end = lines.find('\n', at);
        if (lines[at] != '#') text += with_float_bounds(lines.substr(at, end - at)) + '\n';
        at = end + 1;
    }
}

}  // namespace

std::string openmetrics_text(std::span<const MetricFamily> families) {
    std::string text;
    for (const MetricFamily& family : families) {
        const std::string name = family_name(family);
        const char* const type = family.type == MetricType::counter ? "counter"
                                 : family.type == MetricType::gauge ? "gauge"
                                                                    : "histogram";
        text += "# TYPE " + name + ' ' + type + '\n';
        if (family.spec.unit != MetricUnit::none) {
            text += "# UNIT " + name +
                    (family.spec.unit == MetricUnit::bytes ? " bytes\n" : " seconds\n");
        }
        const std::string lines = prometheus_text({&family, 1});
        add_help(text, name, std::string_view(lines).substr(0, lines.find('\n')));
        add_samples(text, lines);
    }
    return text + "# EOF\n";
}

}  // namespace plexus::metrics
