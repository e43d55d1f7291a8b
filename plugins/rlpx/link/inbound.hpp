#pragma once

#include <variant>

#include <api/core/result.hpp>
#include <api/net/message.hpp>
#include <api/net/reason.hpp>
#include <api/net/transport.hpp>

#include <plugins/rlpx/frames/frame_buffer.hpp>
#include <plugins/rlpx/frames/snappy.hpp>

namespace plexus::rlpx {

/// What a frame after Hello turns out to be.
struct Ping {};
struct Pong {};
struct Ignored {};
struct Goodbye {
    net::Reason reason;
};
/// The link ends: what our side is told, and what the remote is told.
struct Breach {
    Errc error;
    net::Reason reason;
};
using Inbound = std::variant<net::Message, Ping, Pong, Ignored, Goodbye, Breach>;

/// Judges a frame, and inflates it if its declared size is within the limit of its code.
Inbound interpret(const Frame& frame, Compression compression, const net::SizeLimit& limit);

/// What the remote is told about an error that FrameBuffer::next() found.
net::Reason reason_for(const ErrorCode& error) noexcept;

}  // namespace plexus::rlpx
