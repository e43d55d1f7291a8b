#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <plugins/stream/gather/batch.hpp>

namespace plexus::stream {

/// A batch as a sink sends it.
struct Message {
    std::string id{};                               ///< see id_of()
    Kind kind = Kind::block;                        ///< of the batch
    std::string bytes{};                            ///< as the sink's encode() made it
    std::uint64_t sightings = 0;                    ///< in the batch
    std::size_t failures = 0;                       ///< how often it was sent and did not arrive
    std::chrono::steady_clock::time_point since{};  ///< when it was encoded, or found in a spool
};

/// What became of a call of Sink::send().
enum class Sending : std::uint8_t {
    done,       ///< the message has arrived
    in_flight,  ///< Results will say
    busy,       ///< not taken: to be sent again later
    refused,    ///< not taken, and never will be
};

/// Where a sink tells what became of messages that were in flight.
/// @thread  any
class Results {
public:
    virtual ~Results() = default;

    /// The message has arrived.
    /// @param duplicate  it had arrived before
    virtual void acked(std::string id, bool duplicate) = 0;
    /// The message may not have arrived: to be sent again.
    virtual void failed(std::string id, std::string why) = 0;
    /// The message will never be taken.
    virtual void refused(std::string id, std::string why) = 0;
};

/// A place that batches are sent to: a file, a socket, a message bus.
///
/// @thread  the sink's own thread, which may wait for about a second; encode() too
/// @errors  open() throws ConfigError; nothing else throws but std::bad_alloc
class Sink {
public:
    virtual ~Sink() = default;

    /// Opens it. Something that is merely away for now, such as a broker, is no error.
    virtual void open(Results& results) = 0;

    /// @param dropped  sightings that never reached the sink, since the node's start
    virtual std::string encode(const Batch& batch, std::uint64_t dropped) const = 0;

    /// Whether there is a point in calling send() now.
    virtual bool ready() = 0;

    /// Sends a message. It may be changed or copied, and is not needed after the call.
    virtual Sending send(const Message& message) = 0;

    /// Does what is due; called about every 100 ms, and before each send().
    /// @returns whether something is left that should be done within a few milliseconds
    virtual bool poll() = 0;

    /// Bytes that may be in flight at once.
    virtual std::size_t window_bytes() const = 0;

    /// Ends what it can end until then, and closes.
    virtual void close(std::chrono::steady_clock::time_point deadline) = 0;
};

}  // namespace plexus::stream
