#pragma once

#include <filesystem>
#include <string>

#include <api/net/peer_pool.hpp>
#include <kit/http/message.hpp>

namespace plexus::web {

/// What a page may do to the node, if the operator has turned that on, and with the token alone.
///
/// @thread  the plugin's strand
class Actions {
public:
    /// Writes a new token into `folder`/web-token, readable by its owner alone.
    /// @param pool  null: the node has no peers, and every action is refused
    /// @errors ConfigError: the file cannot be written
    Actions(net::PeerPool* pool, const std::filesystem::path& folder);

    /// `POST /actions` with `Authorization: Bearer TOKEN` and {"action", "id"} as its body; the
    /// action is "disconnect", "ban" (for an hour) or "unban".
    http::Response respond(const http::Request& request, WallTime now) const;

private:
    net::PeerPool* pool_;
    std::string token_;
};

}  // namespace plexus::web
