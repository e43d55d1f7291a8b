#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <api/core/api.hpp>
#include <api/plugin/config_error.hpp>
#include <api/plugin/options.hpp>

namespace plexus::inline v1 {

/// A checked value for every option of one plugin.
///
/// @thread  immutable: any
class PLEXUS_API Settings {
public:
    /// @param owner    the plugin's name; empty for the kernel
    /// @param values   by option; an option without one has its default
    /// @errors         ConfigError for a value that the option does not take, a name that is not
    ///                 declared, and a default that is no value
    Settings(std::string owner, const std::vector<OptionSpec>& options,
             const std::map<std::string, Texts>& values = {});

    /// @errors std::logic_error if the option was not declared, or as another kind
    template <class T>
    T operator[](const Option<T>& option) const {
        return option.value(texts(option.name, Option<T>::kind));
    }

private:
    struct Entry {
        OptionKind kind;
        Texts texts;
    };

    const Texts& texts(std::string_view name, OptionKind kind) const;

    std::string owner_;
    std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace plexus::inline v1
