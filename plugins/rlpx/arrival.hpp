#pragma once

#include <memory>

#include <api/net/transport.hpp>

#include "greeting.hpp"
#include "session.hpp"

namespace plexus::rlpx {

/// Frames are written whole: waiting for more to send would only add delay.
void set_no_delay(Socket& socket);

std::unique_ptr<net::Arrival> make_arrival(const Context& context, Socket socket);

}  // namespace plexus::rlpx
