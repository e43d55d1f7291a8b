#include "packet_info.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <api/net/prefix.hpp>

namespace plexus::udp {
namespace {

namespace ip = boost::asio::ip;

bool is_v6(Socket& socket) {
    ErrorCode error;
    return socket.local_endpoint(error).address().is_v6();
}

ErrorCode last_error() { return {errno, boost::system::system_category()}; }

/// Room for one item of either kind, aligned as the system wants it.
union Control {
    cmsghdr align;
    std::array<char, CMSG_SPACE(sizeof(in6_pktinfo))> bytes;
};

template <class Value>
Value value_of(cmsghdr* item) {
    Value value;
    std::memcpy(&value, CMSG_DATA(item), sizeof(value));
    return value;
}

Address plain(const in6_addr& address) {
    ip::address_v6::bytes_type bytes;
    std::copy_n(address.s6_addr, bytes.size(), bytes.begin());
    return net::unmapped(ip::address_v6(bytes));
}

/// The address that a datagram was sent to.
Address destination_of(msghdr& message) {
    for (cmsghdr* item = CMSG_FIRSTHDR(&message); item != nullptr;
         item = CMSG_NXTHDR(&message, item)) {
        if (item->cmsg_level == IPPROTO_IP && item->cmsg_type == IP_PKTINFO) {
            const auto info = value_of<in_pktinfo>(item);
            return ip::address_v4(ntohl(info.ipi_addr.s_addr));
        }
        if (item->cmsg_level == IPPROTO_IPV6 && item->cmsg_type == IPV6_PKTINFO) {
            return plain(value_of<in6_pktinfo>(item).ipi6_addr);
        }
    }
    return {};
}

ip::address_v6 as_v6(const Address& address) {
    if (address.is_v6()) return address.to_v6();
    return ip::make_address_v6(ip::v4_mapped, address.to_v4());
}

template <class Value>
void append(msghdr& message, Control& control, int level, int type, const Value& value) {
    message.msg_control = control.bytes.data();
    message.msg_controllen = CMSG_SPACE(sizeof(value));
    cmsghdr* const item = CMSG_FIRSTHDR(&message);
    item->cmsg_level = level;
    item->cmsg_type = type;
    item->cmsg_len = CMSG_LEN(sizeof(value));
    std::memcpy(CMSG_DATA(item), &value, sizeof(value));
}

void set_source(msghdr& message, Control& control, const Address& from, bool six) {
    if (six) {
        in6_pktinfo info{};
        const auto bytes = as_v6(from).to_bytes();
        std::copy(bytes.begin(), bytes.end(), info.ipi6_addr.s6_addr);
        append(message, control, IPPROTO_IPV6, IPV6_PKTINFO, info);
    } else {
        in_pktinfo info{};
        info.ipi_spec_dst.s_addr = htonl(from.to_v4().to_uint());
        append(message, control, IPPROTO_IP, IP_PKTINFO, info);
    }
}

}  // namespace

ErrorCode enable_packet_info(Socket& socket) {
    const int on = 1;
    const bool six = is_v6(socket);
    const int level = six ? IPPROTO_IPV6 : IPPROTO_IP;
    const int option = six ? IPV6_RECVPKTINFO : IP_PKTINFO;
    if (::setsockopt(socket.native_handle(), level, option, &on, sizeof(on)) != 0) {
        return last_error();
    }
    return {};
}

Result<ReceivedDatagram> receive_now(Socket& socket, std::span<std::uint8_t> buffer) {
    Endpoint from;
    Control control{};
    iovec place{buffer.data(), buffer.size()};
    msghdr message{};
    message.msg_name = from.data();
    message.msg_namelen = static_cast<socklen_t>(from.capacity());
    message.msg_iov = &place;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    const ssize_t size = ::recvmsg(socket.native_handle(), &message, MSG_DONTWAIT);
    if (size < 0) return last_error();
    from.resize(message.msg_namelen);
    ReceivedDatagram received;
    received.size = static_cast<std::size_t>(size);
    received.from = {net::unmapped(from.address()), from.port()};
    const Address to = destination_of(message);
    if (!to.is_multicast()) received.to = to;
    return received;
}

Result<void> send_now(Socket& socket, BytesView datagram, const Endpoint& to, const Address& from) {
    const bool six = is_v6(socket);
    Endpoint target = to;
    if (six) target.address(as_v6(to.address()));
    Control control{};
    iovec place{const_cast<std::uint8_t*>(datagram.data()), datagram.size()};  // it is only read
    msghdr message{};
    message.msg_name = target.data();
    message.msg_namelen = static_cast<socklen_t>(target.size());
    message.msg_iov = &place;
    message.msg_iovlen = 1;
    const bool same_family = from.is_v6() == to.address().is_v6();
    if (!from.is_unspecified() && same_family) set_source(message, control, from, six);
    if (::sendmsg(socket.native_handle(), &message, MSG_DONTWAIT) < 0) return last_error();
    return {};
}

}  // namespace plexus::udp
