#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <api/core/api.hpp>

namespace plexus::inline v1 {

/// A setting that makes no sense. The text is one line for the operator: what, where, how to mend
/// it.
class PLEXUS_API ConfigError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
    ~ConfigError() override;
};

/// What an option accepts; the kernel checks it before anything is created.
enum class OptionKind : std::uint8_t {
    flag,      ///< true or false; `--name` alone means true
    number,    ///< an integer within [minimum, maximum]
    duration,  ///< "500ms", "30s", "10m", "2h"; bounds in milliseconds
    text,      ///< anything; if `choices` is not empty, one of them
    list,      ///< texts, by repetition or separated by commas
};

struct OptionSpec {
    std::string name;  ///< without the plugin's name, which the kernel puts in front
    OptionKind kind = OptionKind::text;
    std::string fallback;  ///< the default, written as on the command line
    std::string help;
    std::int64_t minimum = 0;
    std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
    std::vector<std::string> choices{};
};

/// Takes a plugin's declarations, `PluginDescriptor::options`.
class PLEXUS_API Options {
public:
    virtual ~Options();
    virtual void declare(OptionSpec spec) = 0;
};

/// The checked values of a plugin's options: command line before environment before file before
/// default.
///
/// @thread  immutable: any
/// @errors  asking for a name or kind that was not declared is a defect
class PLEXUS_API Settings {
public:
    virtual ~Settings();

    virtual bool flag(std::string_view name) const = 0;
    virtual std::int64_t number(std::string_view name) const = 0;
    virtual std::chrono::milliseconds duration(std::string_view name) const = 0;
    virtual std::string text(std::string_view name) const = 0;
    virtual std::vector<std::string> list(std::string_view name) const = 0;
};

}  // namespace plexus::inline v1
