#pragma once

#include <memory>

#include <api/net/transport.hpp>

#include "authenticated_stream.hpp"
#include "hello_exchange.hpp"

namespace plexus::rlpx {

/// Frames are written whole: waiting for more to send would only add delay.
void set_no_delay(Socket& socket);

std::unique_ptr<net::IncomingConnection> make_incoming_connection(const Context& context,
                                                                  Socket socket);

}  // namespace plexus::rlpx
