#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <api/core/api.hpp>
#include <api/plugin/option_spec.hpp>

/// The rules for the values of options: how each kind is written, read and bounded. The kernel and
/// the test host use these and no others.
namespace plexus::inline v1 {

/// @returns why the texts are no value of that option, "must be ..."; empty if they are one
PLEXUS_API std::string value_problem(const OptionSpec& spec, const Texts& texts);

/// @returns "from 0 to 100 peers" or "out of a and b"; empty if there are no bounds worth telling
PLEXUS_API std::string describe_bounds(const OptionSpec& spec);

/// @returns nothing if the text is no flag
PLEXUS_API std::optional<bool> parse_flag(std::string_view text);
/// @returns nothing if the text is no whole number, or one of more than 64 bits
PLEXUS_API std::optional<std::int64_t> parse_number(std::string_view text);

/// @returns milliseconds
PLEXUS_API std::optional<std::int64_t> parse_duration(std::string_view text);

/// @returns bytes
PLEXUS_API std::optional<std::int64_t> parse_size(std::string_view text);

/// The items of all texts, without the blanks around them; empty items are left out.
PLEXUS_API Texts parse_list(const Texts& texts);

/// Takes the first item off the rest of a list: what stands before the next comma, without the
/// blanks around it.
constexpr std::string_view take_item(std::string_view& rest) {
    constexpr std::string_view blanks = " \t";
    const std::size_t comma = rest.find(',');
    std::string_view item = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    const std::size_t first = item.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return item.substr(first, item.find_last_not_of(blanks) + 1 - first);
}

/// What may follow a whole number, and how much of the base unit it is.
struct ValueUnit {
    std::string_view suffix;  ///< "ms"
    std::int64_t amount;      ///< in the base unit
};

/// Ascending. "ms" stands before "s" and "m", "B" after the units that end with it: the first
/// suffix that fits counts.
inline constexpr std::array<ValueUnit, 5> duration_units{
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
/// As duration_units, for sizes.
inline constexpr std::array<ValueUnit, 5> size_units{{{"KiB", std::int64_t{1} << 10},
                                                      {"MiB", std::int64_t{1} << 20},
                                                      {"GiB", std::int64_t{1} << 30},
                                                      {"TiB", std::int64_t{1} << 40},
                                                      {"B", 1}}};

/// Appends a flag, whole number, duration or size as an operator writes it: "true", "50", "30s",
/// "64MiB".
/// @param out  has append(std::string_view)
template <class Out>
constexpr void write_value(Out& out, OptionKind kind, std::int64_t value) {
    if (kind == OptionKind::flag)
        return static_cast<void>(out.append(value != 0 ? "true" : "false"));
    ValueUnit best{kind == OptionKind::duration ? "s" : kind == OptionKind::size ? "B" : "", 1};
    std::span<const ValueUnit> units;
    if (value != 0 && kind == OptionKind::duration) units = duration_units;
    if (value != 0 && kind == OptionKind::size) units = size_units;
    std::int64_t largest = 0;
    for (const ValueUnit& unit : units) {
        if (value % unit.amount != 0 || unit.amount < largest) continue;
        best = unit;
        largest = unit.amount;
    }
    constexpr std::string_view digits = "0123456789";
    const std::int64_t whole = value / best.amount;
    std::int64_t power = 1;
    while (whole / power / 10 != 0) power *= 10;
    if (whole < 0) out.append("-");
    for (; power != 0; power /= 10) {
        const std::int64_t digit = whole / power % 10;
        out.append(digits.substr(static_cast<std::size_t>(digit < 0 ? -digit : digit), 1));
    }
    out.append(best.suffix);
}

/// What write_value writes, as a string.
PLEXUS_API std::string written_value(OptionKind kind, std::int64_t value);

}  // namespace plexus::inline v1
