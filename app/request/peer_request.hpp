#pragma once

#include <chrono>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace plexus::app {

/// What `plexus peers`, `plexus peer` and `plexus bans` request from a running node.
struct PeerRequest {
    std::string verb{};                    ///< "peers", "peer" or "bans"
    std::vector<std::string> words{};      ///< behind "peer": what to do, and with which
    std::chrono::milliseconds ban_for{0};  ///< 0: until it is lifted
};

/// Whether a command is one of these.
bool is_peer_verb(const std::string& verb);

/// @errors ConfigError, one sentence: the words are not understood
void check(const PeerRequest& request);

/// Sends the request to the node that runs with this folder, and prints what comes of it.
/// @errors as query_node()
void perform(const PeerRequest& request, const std::filesystem::path& data_dir, std::ostream& out);

}  // namespace plexus::app
