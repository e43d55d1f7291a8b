#include "prometheus.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "metric_rules.hpp"

namespace plexus::inline v1 {
namespace {

/// Integers up to here are exact in a double, and are written without an exponent.
constexpr double exact_integers = 9007199254740992.0;

std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    std::array<char, 32> text;
    const bool integer = std::trunc(value) == value && std::abs(value) < exact_integers;
    const std::to_chars_result end =
        integer ? std::to_chars(text.data(), text.data() + text.size(),
                                static_cast<std::int64_t>(value))
                : std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end.ptr};
}

std::string escaped(std::string_view text, std::string_view also) {
    std::string result;
    for (const char c : text) {
        if (c == '\n') {
            result += "\\n";
            continue;
        }
        if (c == '\\' || also.find(c) != std::string_view::npos) result += '\\';
        result += c;
    }
    return result;
}

void add_line(std::string& text, const std::string& name, const Labels& labels,
              const std::string& value) {
    text += name;
    char before = '{';
    for (const Label& label : labels) {
        text += before + label.name + "=\"" + escaped(label.value, "\"") + '"';
        before = ',';
    }
    if (before == ',') text += '}';
    text += ' ' + value + '\n';
}

void add_histogram(std::string& text, const MetricFamily& family, const MetricSample& sample) {
    const std::string& name = family.spec.name;
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < sample.buckets.size(); ++i) {
        count += sample.buckets[i];
        Labels labels = sample.labels;
        labels.push_back({"le", i < family.bounds.size() ? number(family.bounds[i]) : "+Inf"});
        add_line(text, name + "_bucket", labels, std::to_string(count));
    }
    add_line(text, name + "_sum", sample.labels, number(sample.value));
    add_line(text, name + "_count", sample.labels, std::to_string(count));
}

}  // namespace

std::string prometheus_text(std::span<const MetricFamily> families) {
    std::string text;
    for (const MetricFamily& family : families) {
        const std::string& name = family.spec.name;
        text += "# HELP " + name + ' ' + escaped(family.spec.help, "") + '\n';
        text += "# TYPE " + name + ' ' + name_of(family.type) + '\n';
        for (const MetricSample& sample : family.samples) {
            if (family.type == MetricType::histogram) {
                add_histogram(text, family, sample);
            } else {
                add_line(text, name, sample.labels, number(sample.value));
            }
        }
    }
    return text;
}

}  // namespace plexus::inline v1
