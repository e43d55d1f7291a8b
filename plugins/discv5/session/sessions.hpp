#pragma once

#include <boost/asio/ip/udp.hpp>
#include <cstddef>
#include <map>
#include <tuple>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>
#include <api/net/prefix.hpp>
#include <kit/net/token_bucket.hpp>

#include <plugins/discv5/wire/packet.hpp>

namespace plexus::discv5 {

/// A session belongs to an id at one endpoint: the same id elsewhere is challenged anew.
struct Contact {
    HashedId id{};
    boost::asio::ip::udp::endpoint at{};

    friend bool operator==(const Contact&, const Contact&) = default;
    friend bool operator<(const Contact& a, const Contact& b) {
        return std::tie(a.id, a.at) < std::tie(b.id, b.at);
    }
};

/// The network that limits count: the /24 of an IPv4 address, the /48 of an IPv6 address. In local
/// networks each address is one of its own.
boost::asio::ip::address limited_network_of(const boost::asio::ip::address& address);

/// Messages that are read of one session: more than a node sends that responds to all requests of
/// ours and makes its own.
inline constexpr net::Rate message_rate{.per_second = 20, .burst = 200};

/// What two nodes have agreed on.
struct Session {
    SecretBytes read_key{};
    SecretBytes write_key{};
    SecretBytes old_read_key{};
    SteadyTime began{};
    std::uint32_t sent = 0;
    net::NodeId key{};
    net::NodeRecordPtr record{};
    net::TokenBucket messages{message_rate};
};

/// The session cache, of a bounded size. One party can have any number of ids, and of addresses in
/// a network of its own, and sessions cost it little: so a network has a bounded share, and
/// displaces its own sessions at that.
///
/// @thread     none of its own: one caller at a time
/// @ownership  a pointer is good until the next put() or erase()
class Sessions {
public:
    static constexpr std::size_t most = 1024;
    /// In a /24 of IPv4, or a /48 of IPv6.
    static constexpr std::size_t most_in_network = 64;

    /// @returns the session, now the most recently used one; null if there is none
    Session* find(const Contact& contact);

    Session& put(const Contact& contact, Session session);
    void erase(const Contact& contact) { entries_.erase(contact); }
    std::size_t size() const noexcept { return entries_.size(); }

private:
    struct Entry {
        Session session{};
        std::uint64_t used = 0;
        boost::asio::ip::address network{};
    };

    void make_room(const boost::asio::ip::address& network);

    std::map<Contact, Entry> entries_;
    std::uint64_t uses_ = 0;
};

}  // namespace plexus::discv5
