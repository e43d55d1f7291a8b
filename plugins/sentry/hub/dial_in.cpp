#include "dial_in.hpp"

#include <chrono>
#include <sstream>

namespace plexus::sentry {
namespace {

using asio::ip::tcp;

constexpr auto after_error = std::chrono::milliseconds(100);

tcp::endpoint endpoint_of(asio::io_context& context, const std::string& address) {
    const std::size_t colon = address.rfind(':');
    if (colon == std::string::npos) {
        throw boost::system::system_error(asio::error::invalid_argument, address);
    }
    tcp::resolver resolver(context);
    return *resolver.resolve(address.substr(0, colon), address.substr(colon + 1)).begin();
}

}  // namespace

DialIn::DialIn(Hub& hub, const std::string& address)
    : hub_(hub), acceptor_(context_, endpoint_of(context_, address)), pause_(context_) {
    accept();
    thread_ = std::thread([this] { context_.run(); });
}

DialIn::~DialIn() {
    context_.stop();
    thread_.join();
}

void DialIn::accept() {
    acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
        if (!error) {
            take(std::move(socket));
            return accept();
        }
        pause_.expires_after(after_error);  // such as no descriptor that is free
        pause_.async_wait([this](const boost::system::error_code&) { accept(); });
    });
}

void DialIn::take(tcp::socket socket) {
    boost::system::error_code ignored;
    std::ostringstream from;
    from << socket.remote_endpoint(ignored);
    socket.native_non_blocking(true, ignored);
    socket.set_option(tcp::no_delay(true), ignored);
    hub_.take(socket.release(ignored), from.str());
}

}  // namespace plexus::sentry
