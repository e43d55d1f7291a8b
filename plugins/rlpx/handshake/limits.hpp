#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace plexus::rlpx {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

/// An auth or ack that says it is longer is refused by its first two bytes: go-ethereum's limit.
inline constexpr std::size_t max_handshake_packet = 2048;

/// The length field of a frame has three bytes. @spec RLPx, "Framing"
inline constexpr std::size_t max_frame = (std::size_t{1} << 24) - 1;

/// A message may not be longer when decompressed. @spec EIP-706
inline constexpr std::size_t max_message = max_frame;

/// Payload of a Hello or a Disconnect: the base protocol's limit in go-ethereum.
inline constexpr std::size_t max_base_payload = 2048;

/// The frame around such a payload: its code takes one byte.
inline constexpr std::size_t max_base_frame = max_base_payload + 1;

/// Bytes of one socket read at most, so that memory grows with the bytes received and not with the
/// size that a header declares.
inline constexpr std::size_t read_chunk = 64 * 1024;

/// Small frames are sealed together up to this size, to be written at once.
inline constexpr std::size_t write_batch = 64 * 1024;

/// What a buffer keeps while a link has nothing to read or write: the small messages of a quiet
/// peer fit in, and thousands of links cost little.
inline constexpr std::size_t idle_buffer = 1024;

/// Bytes that wait to be sent: one message of the largest size must fit.
inline constexpr std::size_t max_queued = 16 * 1024 * 1024;

/// Above this, gossip is refused, so that replies still find room.
inline constexpr std::size_t max_queued_for_gossip = 4 * 1024 * 1024;

/// Bytes that all links together hold for their remotes: half frames, and what waits to be sent. It
/// is eight of the largest messages, and with 50 peers 2.5 MiB for each while all request more.
inline constexpr std::size_t default_memory = 128 * 1024 * 1024;

/// Pongs that wait to be written: a remote that pings on without reading them is flooding
/// (CVE-2023-40591).
inline constexpr std::size_t max_waiting_pongs = 16;

/// How long each step may take, as a whole and not for each read. The values are go-ethereum's;
/// tests set shorter ones.
struct Deadlines {
    using Duration = std::chrono::steady_clock::duration;

    Duration connect = 15s;
    Duration handshake = 5s;    ///< auth and ack
    Duration hello = 5s;        ///< the exchange of Hello
    Duration frame_read = 30s;  ///< from the first wait for a frame to its last byte
    Duration frame_write = 20s;
    Duration ping_interval = 15s;
    Duration disconnect = 1s;         ///< for a Disconnect to be written and read
    Duration accept_backoff = 100ms;  ///< when the process has no descriptor left
};

}  // namespace plexus::rlpx
