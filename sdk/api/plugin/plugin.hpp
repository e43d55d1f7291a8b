#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <api/core/asio.hpp>
#include <api/plugin/descriptor.hpp>
#include <api/plugin/host.hpp>

namespace plexus::inline v1 {

/// One shared object's life. A step that a plugin does not need is left out: it then does nothing.
///
/// @thread     every step is awaited on the plugin's strand, `Host::strand()`
/// @errors     an exception from the constructor or `start()` undoes the start of the node; one
/// from
///             `run()`, other than its cancellation, ends the node. ConfigError is for the
///             operator.
class PLEXUS_API Plugin {
public:
    virtual ~Plugin();

    /// Opens files and sockets, loads state. Afterwards others may call the plugin's services.
    virtual awaitable<void> start();

    /// Runs until it is cancelled. Every coroutine that it spawns belongs into a TaskScope.
    virtual awaitable<void> run();

    /// Flushes and closes. No other plugin calls this one any more.
    virtual awaitable<void> stop();

    /// Runs one of the commands named in the descriptor, in place of `run()`.
    /// @returns the exit code of the process
    virtual awaitable<int> command(std::string name, std::vector<std::string> arguments);
};

}  // namespace plexus::inline v1
