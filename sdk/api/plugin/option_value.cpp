#include "option_value.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include <api/core/words.hpp>

namespace plexus::inline v1 {
namespace {

constexpr std::int64_t unbounded = std::numeric_limits<std::int64_t>::max();

std::optional<std::int64_t> parse_with_unit(std::string_view text,
                                            std::span<const ValueUnit> units) {
    if (text == "0") return 0;  // of whatever
    for (const ValueUnit& unit : units) {
        if (!text.ends_with(unit.suffix)) continue;
        const auto count = parse_number(text.substr(0, text.size() - unit.suffix.size()));
        if (!count || *count < 0 || *count > unbounded / unit.amount) return std::nullopt;
        return *count * unit.amount;
    }
    return std::nullopt;
}

std::optional<std::int64_t> parse_bounded(const OptionSpec& spec, std::string_view text) {
    switch (spec.kind) {
        case OptionKind::number:
            return parse_number(text);
        case OptionKind::duration:
            return parse_duration(text);
        case OptionKind::size:
            return parse_size(text);
        case OptionKind::flag:
        case OptionKind::text:
        case OptionKind::list:
            break;
    }
    return std::nullopt;
}

bool has_bounds(OptionKind kind) {
    return kind == OptionKind::number || kind == OptionKind::duration || kind == OptionKind::size;
}

bool is_valid(const OptionSpec& spec, const std::string& text) {
    if (spec.kind == OptionKind::flag) return parse_flag(text).has_value();
    if (has_bounds(spec.kind)) {
        const std::optional<std::int64_t> value = parse_bounded(spec, text);
        return value && *value >= spec.minimum && *value <= spec.maximum;
    }
    return spec.choices.empty() || std::ranges::find(spec.choices, text) != spec.choices.end();
}

std::string_view describe_kind(OptionKind kind) {
    switch (kind) {
        case OptionKind::flag:
            return "true or false";
        case OptionKind::number:
            return "a whole number";
        case OptionKind::duration:
            return "a duration such as 500ms, 30s, 10m, 2h or 7d";
        case OptionKind::size:
            return "a size such as 512B, 64KiB, 256MiB or 2GiB";
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
    if (!has_bounds(spec.kind)) return {};
    std::string text = "from " + written_value(spec.kind, spec.minimum);
    if (spec.maximum != unbounded) text += " to " + written_value(spec.kind, spec.maximum);
    return spec.unit.empty() ? text : text + " " + spec.unit;
}

std::string value_problem(const OptionSpec& spec, const Texts& texts) {
    if (spec.kind != OptionKind::list && texts.size() != 1) return "is given more than once";
    const Texts items = spec.kind == OptionKind::list ? parse_list(texts) : texts;
    for (const std::string& item : items) {
        if (is_valid(spec, item)) continue;
        const std::string bounds = describe_bounds(spec);
        return "must be " + std::string(describe_kind(spec.kind)) +
               (bounds.empty() ? "" : " " + bounds) + ", not '" + item + "'";
    }
    return {};
}

std::string written_value(OptionKind kind, std::int64_t value) {
    std::string text;
    write_value(text, kind, value);
    return text;
}

std::optional<bool> parse_flag(std::string_view text) {
    if (text == "true" || text == "yes" || text == "on" || text == "1") return true;
    if (text == "false" || text == "no" || text == "off" || text == "0") return false;
    return std::nullopt;
}

std::optional<std::int64_t> parse_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
    return parse_with_unit(text, duration_units);
}

std::optional<std::int64_t> parse_size(std::string_view text) {
    return parse_with_unit(text, size_units);
}

Texts parse_list(const Texts& texts) {
    Texts items;
    for (std::string_view rest : texts) {
        while (!rest.empty()) {
            const std::string_view item = take_item(rest);
            if (!item.empty()) items.emplace_back(item);
        }
    }
    return items;
}

}  // namespace plexus::inline v1
