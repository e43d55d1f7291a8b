#pragma once

#include <string>
#include <thread>

#include <api/core/asio.hpp>

#include "hub.hpp"

namespace plexus::sentry {

/// Where sentries connect to the hub, as `--sentry.dial` makes them.
class DialIn {
public:
    /// Listens.
    /// @param address  `host:port`
    /// @errors boost::system::system_error
    DialIn(Hub& hub, const std::string& address);
    ~DialIn();
    DialIn(const DialIn&) = delete;
    DialIn& operator=(const DialIn&) = delete;

private:
    void accept();
    void take(asio::ip::tcp::socket socket);

    Hub& hub_;
    asio::io_context context_;
    asio::ip::tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    std::thread thread_;
};

}  // namespace plexus::sentry
