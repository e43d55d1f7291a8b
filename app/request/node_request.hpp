#pragma once

#include <cstdint>
#include <filesystem>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "peer_request.hpp"

namespace plexus::app {

/// A request to a running node: `plexus plugins --of`, `plexus join`, `plexus leave`, `plexus
/// status`, and the commands of PeerRequest.
struct NodeRequest {
    enum class Kind : std::uint8_t { list, join, leave, peers, status };

    Kind kind = Kind::list;
    std::filesystem::path data_dir{};  ///< of the node
    std::string plugin{};              ///< name, or absolute path
    std::vector<std::pair<std::string, std::string>> settings{};
    PeerRequest peers{};  ///< of the kind `peers`
};

/// Sends the request over the socket in the node's folder, and prints the response.
/// @errors ConfigError: no node listens there; std::runtime_error: the node refused. One sentence
void perform(const NodeRequest& request, std::ostream& out);

}  // namespace plexus::app
