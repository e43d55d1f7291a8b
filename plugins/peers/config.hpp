#pragma once

#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>
#include <api/plugin/options.hpp>

namespace plexus::peers {

/// The pool's settings, checked.
struct Config {
    std::vector<net::Node> static_peers{};   ///< dialled first and again whenever they are gone
    std::vector<net::Node> trusted_peers{};  ///< let in above all limits
    std::size_t min_peers = 0;
    std::size_t max_peers = 0;
    std::size_t max_pending =
        0;  ///< dials, and apart from them incoming connections, that are not done yet
    std::size_t dial_ratio = 0;  ///< one in so many peers is a dialled one for sure
    Duration dial_timeout{};
    Duration request_timeout{};
    Duration check_interval{};
    Duration health_interval{};
    Duration refresh_interval{};
    Duration ban_time{};
    std::string client_name{};
    bool dials = true;
    bool uses_discovery = true;
};

void declare_options(Options& options);

/// @errors ConfigError, one line with the option and the text
Config read_config(const Settings& settings);

}  // namespace plexus::peers
