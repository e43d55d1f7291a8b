#include "any_address.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include <api/core/result.hpp>

namespace plexus::identity {

// A kernel without IPv6 opens no such socket, one that has it switched off binds none, and some
// systems let no socket serve both.
boost::asio::ip::address any_address() {
    using boost::asio::ip::udp;
    boost::asio::io_context context;
    udp::socket socket(context);
    ErrorCode error;
    socket.open(udp::v6(), error);
    if (!error) socket.set_option(boost::asio::ip::v6_only{false}, error);
    if (!error) socket.bind({boost::asio::ip::address_v6::any(), 0}, error);
    if (error) return boost::asio::ip::address_v4::any();
    return boost::asio::ip::address_v6::any();
}

}  // namespace plexus::identity
