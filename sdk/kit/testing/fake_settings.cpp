#include "fake_settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <api/core/assert.hpp>

namespace plexus::testing {
namespace {

std::optional<std::int64_t> read_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

struct Unit {
    std::string_view name;
    std::int64_t milliseconds;
};

// "ms" stands before "s" and "m", of which it has a letter each.
constexpr std::array units{Unit{"ms", 1}, Unit{"s", 1000}, Unit{"m", 60'000}, Unit{"h", 3'600'000}};

std::optional<std::int64_t> read_milliseconds(std::string_view text) {
    for (const Unit& unit : units) {
        if (!text.ends_with(unit.name)) continue;
        const auto count = read_number(text.substr(0, text.size() - unit.name.size()));
        return count ? std::optional{*count * unit.milliseconds} : std::nullopt;
    }
    return std::nullopt;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        parts.emplace_back(text.substr(0, comma));
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    }
    return parts;
}

bool acceptable(const OptionSpec& option, const std::string& text) {
    const auto in_range = [&](std::optional<std::int64_t> value) {
        return value && *value >= option.minimum && *value <= option.maximum;
    };
    switch (option.kind) {
        case OptionKind::flag:
            return text == "true" || text == "false";
        case OptionKind::number:
            return in_range(read_number(text));
        case OptionKind::duration:
            return in_range(read_milliseconds(text));
        case OptionKind::text:
            return option.choices.empty() ||
                   std::ranges::find(option.choices, text) != option.choices.end();
        case OptionKind::list:
            return true;
    }
    return false;
}

}  // namespace

void FakeSettings::declare(OptionSpec spec) {
    std::string name = spec.name;
    PLEXUS_ASSERT(specs_.emplace(std::move(name), std::move(spec)).second);
}

void FakeSettings::set(std::string name, std::string value) {
    given_[std::move(name)] = std::move(value);
}

void FakeSettings::check() const {
    for (const auto& [name, value] : given_) {
        if (!specs_.contains(name)) throw ConfigError("unknown option " + name);
    }
    for (const auto& [name, option] : specs_) {
        const std::string& value = written(option);
        if (!acceptable(option, value)) throw ConfigError("bad value for " + name + ": " + value);
    }
}

const OptionSpec& FakeSettings::spec(std::string_view name, OptionKind kind) const {
    const auto found = specs_.find(name);
    PLEXUS_ASSERT(found != specs_.end() && found->second.kind == kind);
    return found->second;
}

const std::string& FakeSettings::written(const OptionSpec& option) const {
    const auto found = given_.find(option.name);
    if (found != given_.end()) return found->second;
    static const std::string no = "false";
    return option.kind == OptionKind::flag && option.fallback.empty() ? no : option.fallback;
}

bool FakeSettings::flag(std::string_view name) const {
    return written(spec(name, OptionKind::flag)) == "true";
}

std::int64_t FakeSettings::number(std::string_view name) const {
    return read_number(written(spec(name, OptionKind::number))).value();
}

std::chrono::milliseconds FakeSettings::duration(std::string_view name) const {
    const std::string& text = written(spec(name, OptionKind::duration));
    return std::chrono::milliseconds{read_milliseconds(text).value()};
}

std::string FakeSettings::text(std::string_view name) const {
    return written(spec(name, OptionKind::text));
}

std::vector<std::string> FakeSettings::list(std::string_view name) const {
    return split(written(spec(name, OptionKind::list)));
}

}  // namespace plexus::testing
