#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <memory>
#include <string>

#include <api/core/asio.hpp>

#include "tree_maker.hpp"

namespace plexus::testing {

/// A name server for TXT records on a free port of loopback, over UDP and TCP.
///
/// @thread  the loop's
class DnsServer {
public:
    explicit DnsServer(asio::io_context& context);

    /// "127.0.0.1:<port>"
    std::string address() const;

    Zone zone{};
    bool cut_off = false;  ///< over UDP no records are sent, but that there is more
    bool silent = false;   ///< there is no response
    std::size_t requests = 0;

private:
    bool open();
    void receive();
    void accept();
    awaitable<void> serve(asio::ip::tcp::socket socket);
    std::string respond(const std::string& request, bool over_udp);

    asio::ip::udp::socket udp_;
    asio::ip::tcp::acceptor tcp_;
    asio::ip::udp::endpoint from_;
    std::array<char, 1024> buffer_{};
};

}  // namespace plexus::testing
