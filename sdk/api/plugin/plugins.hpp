#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <api/core/api.hpp>
#include <api/core/asio.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1 {

/// Where a plugin is in its life.
enum class PluginState : std::uint8_t {
    joining,  ///< constructed, and not started yet; its services are not to be found
    running,  ///< started; its services are found by all that declared a need of them
    leaving,  ///< no longer found; it leaves when nothing holds its services and its run() has
              ///< ended
    left,     ///< destroyed. Only its code stays mapped
};

/// The name of the enumerator.
PLEXUS_API std::string_view to_string(PluginState state) noexcept;

/// One plugin of a node, for people and programs to look at.
struct PluginStatus {
    /// One need as the plugin has declared it.
    struct NeedStatus {
        std::string service;          ///< "plexus.peer-pool/1"
        Count count = Count::one;     ///< how many providers
        When when = When::before_me;  ///< from when on
    };

    std::string name{};                        ///< as in --plugins
    std::string version{};                     ///< of the plugin, as it declares it
    std::string file{};                        ///< empty for a plugin that is part of the program
    PluginState state = PluginState::joining;  ///< at the moment of the call
    std::vector<std::string> provides{};       ///< "plexus.peer-pool/1"
    std::vector<NeedStatus> needs{};           ///< in the order of their declaration
    std::vector<std::string>
        required_by{};  ///< plugins that cannot do without it, so it may not leave
    std::vector<std::string>
        held_by{};  ///< plugins with a lease of a service of it, at this moment
};

/// Values of a plugin's options by name, written as on the command line; the plugin's name in front
/// may be left out: {"request-timeout", "10s"}.
using PluginSettings = std::vector<std::pair<std::string, std::string>>;

/// The plugins of this node: their list, and the way in which others join and leave while it runs.
/// Provided by the kernel.
///
/// Changes are made one at a time, in the order of the requests. Each has a deadline;
/// cancelling the caller ends the waiting and not the change, so a plugin may let itself leave.
///
/// @thread  any
/// @errors  a change that is not made throws ConfigError: one sentence that says why. The node goes
/// on
class PLEXUS_API Plugins {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.plugins", 1, Cardinality::one};

    virtual ~Plugins();

    /// In the order in which they start.
    virtual std::vector<PluginStatus> list() const = 0;

    /// Loads a plugin, constructs and starts it, makes its services known and begins its run().
    /// Whatever it requires must run already, and what a node has one of must be free. The call
    /// waits until run() has suspended for the first time: what it throws before that is the error
    /// of this call, and the plugin leaves again. A later exception from run() removes the plugin
    /// with all that require it, and is logged.
    /// @param plugin  a name; or, with a '/' or ending in ".so", the path of a file
    virtual awaitable<void> join(std::string plugin, PluginSettings settings) = 0;

    /// Takes a plugin out: its services are found no more and those that watch them are told; once
    /// nothing holds them and its run() has ended, it is stopped and destroyed. Refused while
    /// another plugin requires it. If the time is up before it is gone, the exception says what
    /// holds it; it stays `leaving`, and leaves as soon as nothing holds it.
    virtual awaitable<void> leave(std::string plugin) = 0;
};

}  // namespace plexus::inline v1
