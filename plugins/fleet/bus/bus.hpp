#pragma once

#include <optional>
#include <string>

#include <api/core/bytes.hpp>

namespace plexus::fleet {

/// Where the members of a fleet hear each other. Messages may be lost, and each member gets its own
/// ones back.
class Bus {
public:
    virtual ~Bus() = default;

    /// Connects. A bus that is away is no error. May wait for a few seconds.
    /// @errors ConfigError
    virtual void open() = 0;

    /// The next message that has come. Does not wait.
    virtual std::optional<std::string> receive() = 0;

    /// Sends a message to all members, or not, if the bus is away. May wait for a few seconds.
    /// @thread  any, one call at a time
    virtual void publish(const Bytes& message) = 0;

    /// Why the last message was not sent; empty if it was.
    virtual std::string error() const = 0;

    /// Sends what is left. May wait for a second.
    virtual void close() = 0;
};

}  // namespace plexus::fleet
