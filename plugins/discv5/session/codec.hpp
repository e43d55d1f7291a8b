#pragma once

#include <boost/asio/ip/udp.hpp>
#include <map>
#include <optional>
#include <variant>

#include <api/async/clock.hpp>
#include <api/net/local_node.hpp>
#include <kit/net/address_limit.hpp>
#include <kit/net/token_bucket.hpp>

#include <plugins/discv5/wire/packet.hpp>
#include "sessions.hpp"

namespace plexus::discv5 {

/// What a good handshake proves.
struct Proved {
    net::NodeRecordPtr record{};  ///< of the node at the other end
    SessionKeys keys{};
    Bytes message{};
};

/// Checks the handshake in a packet.
/// @param challenge  challenge-data of the WHOAREYOU that it responds to
/// @param known      the record that was known when the challenge was sent, or null
/// @errors malformed; bad_key, bad_signature; those of enr::Record::decode
Result<Proved> check_handshake(const Packet& packet, BytesView challenge,
                               const net::NodeRecordPtr& known, const net::LocalNode& self);

/// Keeps sessions (the session cache) and challenges, and turns messages into datagrams and back.
/// It neither sends nor waits.
///
/// @thread  none of its own: one caller at a time
/// @spec    discv5-theory, "Sessions"
class Codec {
public:
    static constexpr std::chrono::hours session_lifetime{24};
    /// Challenges that wait for their handshake. At the bound no new one is made: those that wait
    /// may be of honest nodes.
    static constexpr std::size_t max_challenges = 1024;
    static constexpr std::chrono::seconds challenge_lifetime{1};
    /// How long messages under the keys before a new handshake are still read: both sides may have
    /// begun one at a time.
    static constexpr std::chrono::seconds old_keys_lifetime{10};

    explicit Codec(const net::LocalNode& self);

    /// A datagram to be sent; the nonce is what a challenge to it names.
    struct Sealed {
        Bytes datagram{};
        Nonce nonce{};
        bool readable = false;  ///< false: random bytes, because there is no session
    };

    /// Seals a message, or random bytes in its place if there is no session.
    /// @errors limit_exceeded if the datagram would be too long
    Result<Sealed> seal(const Contact& to, BytesView message, SteadyTime now);

    /// A packet that cannot be read: its sender is to be challenged.
    struct Unreadable {
        Contact from{};
        Nonce nonce{};
    };
    /// A challenge of somebody.
    struct Challenged {
        Nonce nonce{};  ///< request-nonce: of the packet of ours that could not be read
        std::uint64_t enr_sequence = 0;  ///< enr-seq of our record that the challenger has
        Bytes challenge{};  ///< challenge-data: what keys and id-signature are made from
    };
    /// A message from a proved sender.
    struct Opened {
        Contact from{};
        Bytes message{};
        net::NodeRecordPtr newcomer{};  ///< the record of a sender that has just completed a
                                        ///< handshake; else null
    };
    using Incoming = std::variant<Unreadable, Challenged, Opened>;

    /// @errors malformed, unsupported; refused for a handshake without a WHOAREYOU; overloaded
    ///         above the limits; bad_key, bad_signature
    Result<Incoming> open(BytesView datagram, const boost::asio::ip::udp::endpoint& from,
                          SteadyTime now);

    /// The WHOAREYOU datagram for a packet that cannot be read. While a challenge is open the same
    /// datagram is sent again.
    /// @param known  the record of the sender, if there is one
    /// @errors overloaded above the limits
    Result<Bytes> challenge(const Unreadable& unreadable, net::NodeRecordPtr known, SteadyTime now);

    /// Makes the handshake message packet for a WHOAREYOU, with a message, and begins the session.
    /// @param key  of the node that has challenged us; `to.id` is its hash
    /// @errors bad_key; those of LocalNode
    Result<Sealed> handshake(const Contact& to, const net::NodeId& key,
                             const Challenged& challenged, BytesView message, SteadyTime now);

    /// The node that a session is with, with the record that it has told in a handshake, if it has.
    /// Without a session, a node without id and record.
    net::Node node_of(const Contact& contact);

    std::size_t sessions() const noexcept { return sessions_.size(); }
    std::size_t challenges() const noexcept { return challenges_.size(); }
    const HashedId& id() const noexcept { return id_; }

private:
    struct Challenge {
        Bytes datagram{};
        Bytes data{};
        net::NodeRecordPtr known{};
        SteadyTime at{};
    };

    Session* live_session(const Contact& contact, SteadyTime now);
    void begin(const Contact& contact, const SecretBytes& read_key, const SecretBytes& write_key,
               const net::NodeId& key, net::NodeRecordPtr record, SteadyTime now);
    Sealed seal_with(Session& session, const Contact& to, const AuthData& auth, BytesView message);
    Result<Incoming> open_ordinary(const Packet& packet, const Contact& from, SteadyTime now);
    Result<Incoming> open_handshake(const Packet& packet, const Contact& from, SteadyTime now);
    void forget_old_challenges(SteadyTime now);

    const net::LocalNode& self_;
    HashedId id_;
    Sessions sessions_;
    std::map<Contact, Challenge> challenges_;
    net::AddressLimit challenge_limit_;
    net::TokenBucket all_challenges_;
    net::AddressLimit handshake_limit_;
    net::TokenBucket all_handshakes_;
};

}  // namespace plexus::discv5
