#pragma once

#include <proto/sentry.pb.h>

namespace plexus::sentry {

namespace proto = ::sentry;

/// A block of BSC may have several MB; clients receive as much.
inline constexpr int largest_message = 16 * 1024 * 1024;
/// What all connections of a server together may take for messages that are still coming in.
inline constexpr std::size_t receive_memory = 256 * 1024 * 1024;
/// Calls of one connection at once; Erigon's own server allows as many.
inline constexpr int most_calls = 100;
/// Threads of a server at most.
inline constexpr int most_threads = 64;
/// How often a client may send pings.
inline constexpr int shortest_ping_ms = 10'000;
/// The other side is pinged so often, and given up after that: who has vanished without a word is
/// noticed in the sum of these.
inline constexpr int ping_interval_ms = 30'000;
inline constexpr int ping_limit_ms = 10'000;

}  // namespace plexus::sentry
