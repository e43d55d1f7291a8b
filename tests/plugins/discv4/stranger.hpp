#pragma once

#include <boost/test/unit_test.hpp>
#include <deque>
#include <memory>

#include <kit/testing/fake_local_node.hpp>
#include <plugins/discv4/wire/datagram.hpp>

#include "neighborhood.hpp"

namespace plexus::discv4 {

/// An expiration that no test outlives: the year 2100.
constexpr std::uint64_t far_expiration() { return 4'102'444'800; }

/// Somebody who speaks discv4 by hand, well or badly.
class Stranger {
public:
    Stranger(Neighborhood& network, const net::Node& victim, std::uint64_t seed,
             const char* address);

    Ping ping() const;
    Pong pong(const Hash256& ping_hash) const;
    Bytes sealed(const Packet& packet) const { return seal(packet, self_).value().datagram; }

    /// @returns the packet's hash
    Hash256 send(const Packet& packet);
    void send_raw(BytesView datagram);

    /// The next packet, which must be of this type.
    template <class T>
    T expect() {
        receive();
        const Opened opened = open(last_datagram_).value();
        BOOST_REQUIRE(opened.type == T::type);
        return std::get<T>(decode(opened.type, opened.body).value());
    }

    /// The next packet of this type; others that come before are left without response, but for
    /// pings.
    template <class T>
    T skip_to() {
        while (true) {
            receive();
            const Opened opened = open(last_datagram_).value();
            if (opened.type == T::type) {
                return std::get<T>(decode(opened.type, opened.body).value());
            }
            if (opened.type == PacketType::ping) send(pong(opened.hash));
        }
    }

    /// Ping, Pong, Ping, Pong.
    void bond();

    bool has_mail() const { return !mail_.empty(); }
    const Bytes& last_datagram() const noexcept { return last_datagram_; }
    Hash256 last_hash() const { return open(last_datagram_).value().hash; }
    std::uint16_t port() const { return port_.port(); }
    net::Node node() const;

private:
    void receive();

    Neighborhood& network_;
    testing::FakeLocalNode self_;
    asio::ip::udp::endpoint victim_;
    testing::MemoryDatagramPort port_;
    std::deque<Bytes> mail_;
    std::shared_ptr<void> receiver_;
    Bytes last_datagram_;
};

}  // namespace plexus::discv4
