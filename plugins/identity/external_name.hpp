#pragma once

#include <string>

#include <api/core/log.hpp>
#include <api/net/local_node.hpp>
#include <kit/net/host_names.hpp>

namespace plexus::identity {

/// The external address of a node that is told by a host name, which dynamic DNS may move.
///
/// @thread  the plugin's strand
class ExternalName {
public:
    /// Dynamic names are published for about so long.
    static constexpr std::chrono::minutes interval{1};

    ExternalName(std::string name, net::LocalNode& local, Logger logger,
                 net::HostLookup lookup = net::look_up_host);

    /// Looks the name up once. If it has no address, the last one counts, and one warning says so.
    awaitable<void> look_up();

    /// Looks it up at intervals, until cancelled.
    awaitable<void> keep();

private:
    void set(const net::Node& found);

    std::string name_;
    net::LocalNode& local_;
    Logger log_;
    net::HostLookup lookup_;
    net::Node known_;  ///< its endpoints
    bool warned_ = false;
};

}  // namespace plexus::identity
