#include "value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include <kernel/suggestion.hpp>

namespace plexus::kernel {
namespace {

constexpr std::int64_t unbounded = std::numeric_limits<std::int64_t>::max();

std::optional<bool> to_flag(std::string_view text) {
    if (text == "true" || text == "yes" || text == "on" || text == "1") return true;
    if (text == "false" || text == "no" || text == "off" || text == "0") return false;
    return std::nullopt;
}

std::optional<std::int64_t> to_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

struct Unit {
    std::string_view suffix;
    std::int64_t milliseconds;
};

// "ms" before "m" and "s": the first suffix that fits counts.
constexpr std::array<Unit, 5> units{
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

std::optional<std::int64_t> to_milliseconds(std::string_view text) {
    for (const Unit& unit : units) {
        if (!text.ends_with(unit.suffix)) continue;
        const auto count = to_number(text.substr(0, text.size() - unit.suffix.size()));
        if (!count || *count < 0 || *count > unbounded / unit.milliseconds) return std::nullopt;
        return *count * unit.milliseconds;
    }
    return std::nullopt;
}

std::string written_duration(std::int64_t milliseconds) {
    for (auto unit = units.rbegin(); unit != units.rend(); ++unit) {
        if (milliseconds != 0 && milliseconds % unit->milliseconds == 0) {
            return std::to_string(milliseconds / unit->milliseconds) + std::string(unit->suffix);
        }
    }
    return "0s";
}

std::string written(const OptionSpec& spec, std::int64_t value) {
    return spec.kind == OptionKind::duration ? written_duration(value) : std::to_string(value);
}

bool is_valid(const OptionSpec& spec, const std::string& text) {
    std::optional<std::int64_t> value;
    switch (spec.kind) {
        case OptionKind::flag:
            return to_flag(text).has_value();
        case OptionKind::number:
            value = to_number(text);
            return value && *value >= spec.minimum && *value <= spec.maximum;
        case OptionKind::duration:
            value = to_milliseconds(text);
            return value && *value >= spec.minimum && *value <= spec.maximum;
        case OptionKind::text:
        case OptionKind::list:
            return spec.choices.empty() ||
                   std::ranges::find(spec.choices, text) != spec.choices.end();
    }
    return false;
}

std::string_view describe_kind(OptionKind kind) {
    switch (kind) {
        case OptionKind::flag:
            return "true or false";
        case OptionKind::number:
            return "a whole number";
        case OptionKind::duration:
            return "a duration such as 500ms, 30s, 10m or 2h";
        case OptionKind::text:
            return "a text";
        case OptionKind::list:
            return "a list";
    }
    return "";
}

}  // namespace

std::string describe_bounds(const OptionSpec& spec) {
    if (!spec.choices.empty()) return "out of " + enumerate(spec.choices);
    if (spec.kind != OptionKind::number && spec.kind != OptionKind::duration) return {};
    const std::string minimum = "from " + written(spec, spec.minimum);
    return spec.maximum == unbounded ? minimum : minimum + " to " + written(spec, spec.maximum);
}

std::string value_problem(const OptionSpec& spec, const Texts& texts) {
    if (spec.kind != OptionKind::list && texts.size() > 1) return "is given more than once";
    const Texts items = spec.kind == OptionKind::list ? list_value(texts) : texts;
    for (const std::string& item : items) {
        if (is_valid(spec, item)) continue;
        const std::string bounds = describe_bounds(spec);
        return "must be " + std::string(describe_kind(spec.kind)) +
               (bounds.empty() ? "" : " " + bounds) + ", not '" + item + "'";
    }
    return {};
}

bool flag_value(const Texts& texts) { return to_flag(texts.front()).value(); }

std::int64_t number_value(const Texts& texts) { return to_number(texts.front()).value(); }

std::chrono::milliseconds duration_value(const Texts& texts) {
    return std::chrono::milliseconds(to_milliseconds(texts.front()).value());
}

std::string text_value(const Texts& texts) { return texts.front(); }

Texts list_value(const Texts& texts) {
    Texts items;
    for (std::string_view text : texts) {
        while (!text.empty()) {
            const std::size_t comma = std::min(text.find(','), text.size());
            if (comma > 0) items.emplace_back(text.substr(0, comma));
            text.remove_prefix(std::min(comma + 1, text.size()));
        }
    }
    return items;
}

}  // namespace plexus::kernel
