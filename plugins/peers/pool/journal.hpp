#pragma once

#include <api/core/log.hpp>
#include <api/net/peer_pool.hpp>

#include <plugins/peers/connection/connection.hpp>

namespace plexus::peers {

/// What the log says of peers.

void log_joined(Logger& log, const Connection& peer);

/// A connection that did not become a peer.
void log_refused(Logger& log, const Connection& peer, net::RefusalCause cause);
void log_left(Logger& log, const Connection& peer, const Ending& ending);

/// No node has connected to this node, though it has dialled so many peers.
void log_unreached(Logger& log, std::size_t dialled);

/// One line for the pool.
void log_health(Logger& log, const net::PoolStats& stats);

/// One line for each peer.
void log_table(Logger& log, Severity level, const net::PoolStats& stats);

}  // namespace plexus::peers
