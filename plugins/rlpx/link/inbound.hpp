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
struct ReceivedDisconnect {
    net::Reason reason;
};
/// A frame that ends the link: the error for our side, and the reason for the remote.
struct Breach {
    Errc error;
    net::Reason reason;
};
using Inbound = std::variant<net::Message, Ping, Pong, Ignored, ReceivedDisconnect, Breach>;

/// Classifies a frame, and decompresses it if its declared size is within the limit of its code.
Inbound interpret(const Frame& frame, Compression compression, const net::SizeLimit& limit);

/// The reason sent to the remote for an error of FrameBuffer::next().
net::Reason reason_for(const ErrorCode& error) noexcept;

}  // namespace plexus::rlpx
