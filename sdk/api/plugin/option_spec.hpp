#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::inline v1 {

/// What an option accepts. Every value is checked before a plugin is constructed.
enum class OptionKind : std::uint8_t {
    flag,      ///< true, yes, on, 1 or false, no, off, 0; `--name` alone means true
    number,    ///< a whole number within [minimum, maximum]
    duration,  ///< "500ms", "30s", "10m", "2h", "7d"; bounds in milliseconds
    size,      ///< "512B", "64KiB", "256MiB", "2GiB", "1TiB"; bounds in bytes
    text,      ///< anything; if `choices` is not empty, one of them
    list,      ///< texts, by repetition or separated by commas; each as above
};

/// What was given for one option, as it was written: one text, for a list any number.
using Texts = std::vector<std::string>;

/// One option as plain data, which a typed `Option` makes of itself.
struct OptionSpec {
    std::string name;  ///< without the plugin's name, which the kernel puts in front
    OptionKind kind = OptionKind::text;  ///< decides how the value is written
    std::string fallback{};              ///< the default, written as on the command line
    std::string help{};                  ///< one sentence for `--help`
    std::string unit{};        ///< what a number counts: "peers"; empty where the name says it
    std::int64_t minimum = 0;  ///< of a number, duration or size, in its base unit
    std::int64_t maximum = std::numeric_limits<std::int64_t>::max();  ///< likewise
    std::vector<std::string> choices{};  ///< of a text or list; empty: anything
};

}  // namespace plexus::inline v1
