#include "packet_info.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <api/net/datagram_port.hpp>
#include <api/net/prefix.hpp>

namespace plexus::udp {
namespace {

namespace ip = boost::asio::ip;

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

ErrorCode enable_packet_info(Socket& socket, bool six) {
    const int on = 1;
    const int level = six ? IPPROTO_IPV6 : IPPROTO_IP;
    const int option = six ? IPV6_RECVPKTINFO : IP_PKTINFO;
    if (::setsockopt(socket.native_handle(), level, option, &on, sizeof(on)) != 0) {
        return last_error();
    }
    return {};
}

/// Where the system puts what it tells of each datagram.
struct DatagramBatch::Places {
    std::array<std::array<std::uint8_t, net::max_datagram_bytes + 1>, size> bytes;
    std::array<Endpoint, size> from;
    std::array<Control, size> control;
    std::array<iovec, size> parts;
    std::array<mmsghdr, size> messages{};

    void clear() {
        for (std::size_t i = 0; i < size; ++i) {
            parts[i] = {bytes[i].data(), bytes[i].size()};
            msghdr& message = messages[i].msg_hdr;
            message.msg_name = from[i].data();
            message.msg_namelen = static_cast<socklen_t>(from[i].capacity());
            message.msg_iov = &parts[i];
            message.msg_iovlen = 1;
            message.msg_control = control[i].bytes.data();
            message.msg_controllen = control[i].bytes.size();
        }
    }

    ReceivedDatagram datagram(std::size_t i) {
        msghdr& message = messages[i].msg_hdr;
        from[i].resize(message.msg_namelen);
        ReceivedDatagram received;
        received.bytes = BytesView{bytes[i]}.first(messages[i].msg_len);
        received.from = {net::unmapped(from[i].address()), from[i].port()};
        const Address to = destination_of(message);
        if (!to.is_multicast()) received.to = to;
        return received;
    }
};

DatagramBatch::DatagramBatch() : places_(std::make_unique<Places>()) {}

DatagramBatch::~DatagramBatch() = default;

Result<std::span<const ReceivedDatagram>> DatagramBatch::receive(Socket& socket) {
    places_->clear();
    const int count =
        ::recvmmsg(socket.native_handle(), places_->messages.data(), size, MSG_DONTWAIT, nullptr);
    if (count < 0) return last_error();
    const auto taken = static_cast<std::size_t>(count);
    for (std::size_t i = 0; i < taken; ++i) received_[i] = places_->datagram(i);
    return std::span(received_).first(taken);
}

Result<void> send_now(Socket& socket, bool six, BytesView datagram, const Endpoint& to,
                      const Address& from) {
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
