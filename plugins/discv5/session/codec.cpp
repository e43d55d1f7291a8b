#include "codec.hpp"

#include <limits>

#include <kit/crypto/random.hpp>
#include <kit/discovery/distance.hpp>
#include <kit/enr/record.hpp>

namespace plexus::discv5 {
namespace {

/// Challenges sent to one network: 63 bytes go out for at least 63 that came in, so nothing is
/// amplified, but a forged source would have them reflected.
constexpr net::Rate challenge_rate{.per_second = 10, .burst = 20};
constexpr net::Rate all_challenges_rate{.per_second = 2000, .burst = 2000};

/// Handshakes verified; each costs about 130 us.
constexpr net::Rate handshake_rate{.per_second = 20, .burst = 40};
constexpr net::Rate all_handshakes_rate{.per_second = 1000, .burst = 1000};

/// What stands in for a message that the receiver could not read. With its header the datagram is
/// longer than the WHOAREYOU that it brings about.
constexpr std::size_t random_message_bytes = 20;

Nonce nonce_after(std::uint32_t count) {
    Nonce nonce = crypto::random_fixed<Nonce::size_bytes>();
    for (std::size_t at = 0; at < 4; ++at) {
        nonce.bytes[at] = static_cast<std::uint8_t>(count >> (8 * (3 - at)));
    }
    return nonce;
}

/// The record in a handshake, or the known one if that is missing or older.
Result<net::NodeRecordPtr> record_from(const Handshake& handshake,
                                       const net::NodeRecordPtr& known) {
    if (handshake.record.empty()) {
        if (!known) return make_error_code(Errc::malformed);
        return known;
    }
    const Result<enr::Record> record = enr::Record::decode(handshake.record);
    if (!record) return record.error();
    if (discovery::place_of(record->id()) != handshake.source) {
        return make_error_code(Errc::bad_key);
    }
    if (known && known->sequence >= record->sequence()) return known;
    return record->share();
}

}  // namespace

Result<Proved> check_handshake(const Packet& packet, BytesView challenge,
                               const net::NodeRecordPtr& known, const net::LocalNode& self) {
    const Handshake& handshake = std::get<Handshake>(packet.auth);
    const Hash256 own = discovery::place_of(self.id());
    const Result<net::NodeRecordPtr> record = record_from(handshake, known);
    if (!record) return record.error();
    const Hash256 digest = id_digest(challenge, handshake.ephemeral_key, own);
    const Result<void> signed_by_it = crypto::verify((*record)->id, handshake.signature, digest);
    if (!signed_by_it) return signed_by_it.error();
    const Result<crypto::PublicKey> ephemeral = crypto::decompress(handshake.ephemeral_key);
    if (!ephemeral) return ephemeral.error();
    const Result<net::CurvePoint> shared = self.ecdh(*ephemeral);
    if (!shared) return shared.error();
    const Result<SessionKeys> keys = derive_keys(*shared, challenge, handshake.source, own);
    if (!keys) return keys.error();
    Result<Bytes> message =
        decrypt(keys->initiator, packet.nonce, packet.message, packet.associated);
    if (!message) return message.error();
    return Proved{*record, *keys, std::move(*message)};
}

Codec::Codec(const net::LocalNode& self)
    : self_{self},
      id_{discovery::place_of(self.id())},
      challenge_limit_{challenge_rate, crypto::random_u64()},
      all_challenges_{all_challenges_rate},
      handshake_limit_{handshake_rate, crypto::random_u64()},
      all_handshakes_{all_handshakes_rate} {}

Session* Codec::live_session(const Contact& contact, SteadyTime now) {
    Session* const session = sessions_.find(contact);
    if (session == nullptr) return nullptr;
    // The counter is part of the nonce, and no nonce may be used twice with one key.
    const bool is_spent = session->sent == std::numeric_limits<std::uint32_t>::max();
    if (!is_spent && now - session->began < session_lifetime) return session;
    sessions_.erase(contact);
    return nullptr;
}

void Codec::begin(const Contact& contact, const SecretBytes& read_key, const SecretBytes& write_key,
                  const net::NodeId& key, net::NodeRecordPtr record, SteadyTime now) {
    Session session;
    session.read_key = read_key;
    session.write_key = write_key;
    session.began = now;
    session.key = key;
    session.record = std::move(record);
    const Session* const before = live_session(contact, now);
    session.old_read_key = before == nullptr ? read_key : before->read_key;
    if (before != nullptr && !session.record) session.record = before->record;
    sessions_.put(contact, std::move(session));
}

Codec::Sealed Codec::seal_with(Session& session, const Contact& to, const AuthData& auth,
                               BytesView message) {
    const Nonce nonce = nonce_after(++session.sent);
    Bytes associated = make_associated(nonce, auth, crypto::random_fixed<16>());
    const Bytes sealed = encrypt(session.write_key, nonce, message, associated);
    return {mask_packet(std::move(associated), sealed, to.id), nonce, true};
}

Result<Codec::Sealed> Codec::seal(const Contact& to, BytesView message, SteadyTime now) {
    Sealed sealed;
    if (Session* const session = live_session(to, now)) {
        sealed = seal_with(*session, to, Ordinary{id_}, message);
    } else {
        sealed.nonce = crypto::random_fixed<Nonce::size_bytes>();
        Bytes associated = make_associated(sealed.nonce, Ordinary{id_}, crypto::random_fixed<16>());
        const auto nothing = crypto::random_fixed<random_message_bytes>();
        sealed.datagram = mask_packet(std::move(associated), nothing, to.id);
    }
    if (sealed.datagram.size() > max_datagram_bytes) return make_error_code(Errc::limit_exceeded);
    return sealed;
}

Result<Codec::Incoming> Codec::open(BytesView datagram, const boost::asio::ip::udp::endpoint& from,
                                    SteadyTime now) {
    const Result<Packet> packet = open_packet(datagram, id_);
    if (!packet) return packet.error();
    if (const auto* const challenge = std::get_if<WhoAreYou>(&packet->auth)) {
        return Incoming{Challenged{packet->nonce, challenge->enr_sequence, packet->associated}};
    }
    if (const auto* const ordinary = std::get_if<Ordinary>(&packet->auth)) {
        return open_ordinary(*packet, Contact{ordinary->source, from}, now);
    }
    return open_handshake(*packet, Contact{std::get<Handshake>(packet->auth).source, from}, now);
}

Result<Codec::Incoming> Codec::open_ordinary(const Packet& packet, const Contact& from,
                                             SteadyTime now) {
    Unreadable unreadable{from, packet.nonce};
    Session* const session = live_session(from, now);
    if (session == nullptr) return Incoming{unreadable};
    Result<Bytes> message =
        decrypt(session->read_key, packet.nonce, packet.message, packet.associated);
    if (!message && now - session->began < old_keys_lifetime) {
        message = decrypt(session->old_read_key, packet.nonce, packet.message, packet.associated);
    }
    // The session stays: the packet may be forged.
    if (!message) return Incoming{unreadable};
    if (!session->messages.take(now)) return make_error_code(Errc::overloaded);
    return Incoming{Opened{from, std::move(*message), nullptr}};
}

Result<Codec::Incoming> Codec::open_handshake(const Packet& packet, const Contact& from,
                                              SteadyTime now) {
    forget_old_challenges(now);
    const auto found = challenges_.find(from);
    if (found == challenges_.end()) return make_error_code(Errc::refused);
    if (!handshake_limit_.take(from.at.address(), now) || !all_handshakes_.take(now)) {
        return make_error_code(Errc::overloaded);
    }
    // A challenge that a bad handshake came for stays until its time is over: a sender that forges
    // the source must not be able to end the handshake of an honest node.
    Result<Proved> proved = check_handshake(packet, found->second.data, found->second.known, self_);
    if (!proved) return proved.error();
    begin(from, proved->keys.initiator, proved->keys.recipient, proved->record->id, proved->record,
          now);
    challenges_.erase(found);
    return Incoming{Opened{from, std::move(proved->message), proved->record}};
}

void Codec::forget_old_challenges(SteadyTime now) {
    std::erase_if(challenges_,
                  [&](const auto& entry) { return now - entry.second.at >= challenge_lifetime; });
}

Result<Bytes> Codec::challenge(const Unreadable& unreadable, net::NodeRecordPtr known,
                               SteadyTime now) {
    if (!challenge_limit_.take(limited_network_of(unreadable.from.at.address()), now) ||
        !all_challenges_.take(now)) {
        return make_error_code(Errc::overloaded);
    }
    const auto open = challenges_.find(unreadable.from);
    if (open != challenges_.end() && now - open->second.at < challenge_lifetime) {
        return open->second.datagram;
    }
    if (challenges_.size() >= max_challenges) {
        forget_old_challenges(now);
        if (challenges_.size() >= max_challenges) return make_error_code(Errc::overloaded);
    }
    const WhoAreYou who{crypto::random_fixed<IdNonce::size_bytes>(), known ? known->sequence : 0};
    Challenge made;
    made.data = make_associated(unreadable.nonce, who, crypto::random_fixed<16>());
    made.datagram = mask_packet(made.data, {}, unreadable.from.id);
    made.known = std::move(known);
    made.at = now;
    Bytes datagram = made.datagram;
    challenges_.insert_or_assign(unreadable.from, std::move(made));
    return datagram;
}

Result<Codec::Sealed> Codec::handshake(const Contact& to, const net::NodeId& key,
                                       const Challenged& challenged, BytesView message,
                                       SteadyTime now) {
    const crypto::SecretKey ephemeral = crypto::SecretKey::generate();
    const Result<crypto::PublicKey> shared = crypto::ecdh(ephemeral, key);
    if (!shared) return shared.error();
    const Result<SessionKeys> keys = derive_keys(*shared, challenged.challenge, id_, to.id);
    if (!keys) return keys.error();
    const Result<crypto::CompressedKey> point = crypto::compress(crypto::public_key(ephemeral));
    if (!point) return point.error();
    const Result<net::RecoverableSignature> signature =
        self_.sign(id_digest(challenged.challenge, *point, to.id));
    if (!signature) return signature.error();
    const Result<net::NodeRecordPtr> record = self_.record();
    if (!record) return record.error();

    Handshake handshake;
    handshake.source = id_;
    const BytesView r_and_s = BytesView{*signature}.first(64);
    handshake.signature.assign(r_and_s.begin(), r_and_s.end());
    handshake.ephemeral_key.assign(point->begin(), point->end());
    if (challenged.enr_sequence < (*record)->sequence) {
        const BytesView rlp = (*record)->rlp;
        handshake.record.assign(rlp.begin(), rlp.end());
    }
    begin(to, keys->recipient, keys->initiator, key, nullptr, now);
    return seal_with(*sessions_.find(to), to, AuthData{std::move(handshake)}, message);
}

net::Node Codec::node_of(const Contact& contact) {
    net::Node node;
    const Session* const session = sessions_.find(contact);
    if (session == nullptr) return node;
    node = net::Node{session->key, {contact.at.address(), 0, contact.at.port()}};
    node.record = session->record;
    return node;
}

}  // namespace plexus::discv5
