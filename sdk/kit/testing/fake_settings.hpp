#pragma once

#include <map>
#include <string>

#include <api/plugin/options.hpp>

namespace plexus::testing {

/// A plugin's options as the kernel would hand them over: declared, with defaults, checked.
class FakeSettings final : public Settings, public Options {
public:
    /// Declaring a name twice is a defect of the plugin.
    void declare(OptionSpec spec) override;

    /// Gives a value, written as on the command line; before or after the declaration.
    void set(std::string name, std::string value);

    /// What was given must be declared and make sense.
    /// @errors ConfigError
    void check() const;

    bool flag(std::string_view name) const override;
    std::int64_t number(std::string_view name) const override;
    std::chrono::milliseconds duration(std::string_view name) const override;
    std::string text(std::string_view name) const override;
    std::vector<std::string> list(std::string_view name) const override;

private:
    const OptionSpec& spec(std::string_view name, OptionKind kind) const;
    const std::string& written(const OptionSpec& option) const;
    void check(const OptionSpec& option) const;

    std::map<std::string, OptionSpec, std::less<>> specs_;
    std::map<std::string, std::string, std::less<>> given_;
};

}  // namespace plexus::testing
