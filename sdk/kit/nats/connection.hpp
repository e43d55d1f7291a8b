#pragma once

#include <nats/nats.h>

#include <memory>
#include <string>
#include <vector>

namespace plexus::nats {

/// Where NATS is, and who connects. The values are those of a plugin's options `nats-urls`,
/// `nats-credentials` and `nats-ca`.
struct Servers {
    std::vector<std::string> urls{};      ///< "nats://127.0.0.1:4222"; of one cluster
    std::string credentials{};            ///< a file as `nsc` writes it; empty: none
    std::string certificate_authority{};  ///< a PEM file; empty: the system's
    std::string plugin{};                 ///< whose options these are, for the texts of errors
};

/// Destroys what the library has made.
struct Deleter {
    /// Destroys it.
    void operator()(natsOptions* options) const { natsOptions_Destroy(options); }
    /// Closes it, and destroys it.
    void operator()(natsConnection* connection) const { natsConnection_Destroy(connection); }
    /// Ends it, and destroys it.
    void operator()(natsSubscription* subscription) const {
        natsSubscription_Destroy(subscription);
    }
    /// Destroys it.
    void operator()(jsCtx* context) const { jsCtx_Destroy(context); }
    /// Destroys it.
    void operator()(natsMsg* message) const { natsMsg_Destroy(message); }
    /// Destroys it.
    void operator()(jsStreamInfo* info) const { jsStreamInfo_Destroy(info); }
};

/// The one owner of an object of the library.
template <class T>
using Owned = std::unique_ptr<T, Deleter>;

/// Connects, and from then on again whenever the connection is lost, for ever. A server that is
/// away is no error: natsConnection_Status() tells. What is published meanwhile is refused, because
/// whoever publishes has a bound of its own. Waits for about two seconds at most, as every later
/// call may while a server neither reads nor is gone.
/// @errors ConfigError: the settings make no sense, or the server refuses them
Owned<natsConnection> connect(const Servers& servers);

/// Whether there is a connection at this moment.
bool is_connected(natsConnection* connection) noexcept;

/// The last error of a connection in words; empty without one.
std::string last_error(natsConnection* connection);

/// The server that a connection is with, without a password; empty without one.
std::string connected_url(natsConnection* connection);

/// The URLs, separated by commas, without users and passwords: for logs.
std::string to_string(const std::vector<std::string>& urls);

}  // namespace plexus::nats
