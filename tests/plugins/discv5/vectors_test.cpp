#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include <kit/discovery/distance.hpp>
#include <kit/enr/record.hpp>
#include <plugins/discv5/lookup/explorer.hpp>

// discv5_official.json: ethereum/devp2p discv5/discv5-wire-test-vectors.md (CC0). The other files
// were made with go-ethereum v1.17.10; its results are in them.

using namespace plexus;
using namespace plexus::discv5;

namespace {

using Object = boost::json::object;
using Value = boost::json::value;

Object read_vectors(const std::string& name) {
    std::ifstream file{PLEXUS_VECTORS "/" + name};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    return boost::json::parse(text).as_object();
}

std::string text(const Value& value) { return value.as_string().c_str(); }
Bytes bytes(const Value& value) { return from_hex(text(value)).value(); }
std::string hex(BytesView view) { return "0x" + to_hex(view); }

template <std::size_t N>
FixedBytes<N> fixed(const Value& value) {
    return *FixedBytes<N>::from(bytes(value));
}

crypto::SecretKey secret(const Value& value) {
    return crypto::SecretKey::from(bytes(value)).value();
}

crypto::PublicKey shared_point(const Value& ours, const Value& theirs) {
    return crypto::ecdh(secret(ours), crypto::decompress(bytes(theirs)).value()).value();
}

/// Node B of the vectors, of which only the key is used.
class NodeB final : public net::LocalNode {
public:
    explicit NodeB(const Value& private_key)
        : key_{secret(private_key)}, id_{crypto::public_key(key_)} {}

    const net::NodeId& id() const noexcept override { return id_; }
    Result<net::RecoverableSignature> sign(const Hash256& digest) const override {
        return crypto::sign(key_, digest);
    }
    Result<net::CurvePoint> ecdh(const net::NodeId& remote) const override {
        return crypto::ecdh(key_, remote);
    }
    asio::ip::address listen_address() const override { return {}; }
    std::uint16_t listen_port() const override { return 0; }
    void set_tcp_port(std::uint16_t) override {}
    void set_udp_port(std::uint16_t) override {}
    void set_external(net::AddressSource, const net::Endpoint&) override {}
    void forget_external(net::AddressSource) override {}
    void add_statement(const asio::ip::udp::endpoint&, const asio::ip::address&) override {}
    net::Node node() const override { return {}; }
    std::shared_ptr<void> add_entry(std::string, EntryValue) override { return nullptr; }
    Result<net::NodeRecordPtr> record() const override { return make_error_code(Errc::refused); }

private:
    crypto::SecretKey key_;
    net::NodeId id_;
};

struct Official {
    Object vectors = read_vectors("discv5_official.json");
    const Object& part(const char* name) const { return vectors.at(name).as_object(); }
};

/// Writes the packet again from what was read of it.
std::string rewritten(const Packet& packet, BytesView datagram, const HashedId& to) {
    const auto iv = FixedBytes<16>::from(datagram.first(16)).value();
    return hex(mask_packet(make_associated(packet.nonce, packet.auth, iv), packet.message, to));
}

/// The bad packets are for B, which has a session with A, or has challenged it.
struct Bad {
    Object vectors = read_vectors("discv5_bad_packets.json");
    const Object& receiver = vectors.at("receiver").as_object();
    NodeB self{receiver.at("private_key")};
    HashedId id = discovery::place_of(self.id());
    SecretBytes read_key = fixed<16>(receiver.at("session_with_A").at("read_key"));
    net::NodeRecordPtr a = record_of_sender();

    /// Of the record that B had sent in its challenge; the file has the signature over it alone.
    static constexpr std::uint64_t known_sequence = 1'795'721'454'962;

    /// The record in the good handshake that has one.
    net::NodeRecordPtr record_of_sender() const {
        for (const Value& given : vectors.at("cases").as_array()) {
            if (text(given.at("name")) != "good handshake with record (control)") continue;
            const Packet packet = open_packet(bytes(given.at("packet")), id).value();
            return enr::Record::decode(std::get<Handshake>(packet.auth).record).value().share();
        }
        return nullptr;
    }

    bool takes_handshake(const Packet& packet, const std::string& action) const {
        const bool is_known = action.find("enr-seq as known") != std::string::npos;
        FixedBytes<16> iv;
        iv.bytes.fill(0xb0);
        iv.bytes.back() = 1;
        const std::string_view id_nonce = "bad-handshake-id";
        const WhoAreYou who{*IdNonce::from(bytes_of(id_nonce)), is_known ? known_sequence : 0};
        const Bytes challenge = make_associated(Nonce{{1}}, who, iv);
        return check_handshake(packet, challenge, is_known ? a : nullptr, self).has_value();
    }

    /// What becomes of the packet: "drop", "challenge", "ignore" or "accept".
    std::string result(BytesView datagram, const std::string& action) const {
        const Result<Packet> packet = open_packet(datagram, id);
        if (!packet) return "drop";
        if (std::holds_alternative<WhoAreYou>(packet->auth)) return "ignore";
        if (std::holds_alternative<Handshake>(packet->auth)) {
            const bool was_requested = action.starts_with("state:");
            return was_requested && takes_handshake(*packet, action) ? "accept" : "drop";
        }
        const Result<Bytes> message =
            decrypt(read_key, packet->nonce, packet->message, packet->associated);
        if (!message) return "challenge";
        return decode(*message) ? "accept" : "drop";
    }
};

std::string expected_result(const Object& given) {
    const std::string action = text(given.at("action"));
    const std::string name = text(given.at("name"));
    if (name.starts_with("WHOAREYOU") && !given.contains("geth_error")) return "ignore";
    if (action.starts_with("answer WHOAREYOU")) return "challenge";
    // A bad record is left out where it is used; a Pong with an odd address is refused.
    if (name.find("above 300 bytes") != std::string::npos) return "accept";
    if (name.find("IP of 5 bytes") != std::string::npos) return "drop";
    return given.contains("geth_error") ? "drop" : "accept";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(discv5_vectors)

BOOST_FIXTURE_TEST_CASE(the_shared_secret_is_the_compressed_point, Official) {
    const Object& given = part("ecdh");
    const auto shared = shared_point(given.at("secret_key"), given.at("public_key"));
    BOOST_TEST(hex(crypto::compress(shared).value()) == text(given.at("shared_secret")));
}

BOOST_FIXTURE_TEST_CASE(session_keys_are_derived, Official) {
    const Object& given = part("key_derivation");
    const auto shared = shared_point(given.at("ephemeral_key"), given.at("dest_pubkey"));
    const SessionKeys keys =
        derive_keys(shared, bytes(given.at("challenge_data")), fixed<32>(given.at("node_id_a")),
                    fixed<32>(given.at("node_id_b")))
            .value();
    BOOST_TEST(hex(keys.initiator) == text(given.at("initiator_key")));
    BOOST_TEST(hex(keys.recipient) == text(given.at("recipient_key")));
}

BOOST_FIXTURE_TEST_CASE(the_id_signature_is_as_given, Official) {
    const Object& given = part("id_signature");
    const Hash256 digest =
        id_digest(bytes(given.at("challenge_data")), bytes(given.at("ephemeral_pubkey")),
                  fixed<32>(given.at("node_id_b")));
    const crypto::Signature signature = crypto::sign(secret(given.at("static_key")), digest);
    BOOST_TEST(hex(BytesView{signature}.first(64)) == text(given.at("signature")));
}

BOOST_FIXTURE_TEST_CASE(a_message_is_encrypted, Official) {
    const Object& given = part("aes_gcm");
    const Bytes sealed = encrypt(fixed<16>(given.at("key")), fixed<12>(given.at("nonce")),
                                 bytes(given.at("pt")), bytes(given.at("ad")));
    BOOST_TEST(hex(sealed) == text(given.at("ct")));
}

BOOST_FIXTURE_TEST_CASE(official_packets_are_read_and_written, Official) {
    for (const Value& given : vectors.at("packets").as_array()) {
        const Bytes datagram = bytes(given.at("packet"));
        const auto to = fixed<32>(given.at("dest-node-id"));
        const Packet packet = open_packet(datagram, to).value();

        BOOST_TEST(rewritten(packet, datagram, to) == text(given.at("packet")));
        if (!given.as_object().contains("read-key")) continue;
        const Result<Bytes> message = decrypt(fixed<16>(given.at("read-key")), packet.nonce,
                                              packet.message, packet.associated);
        const auto ping = std::get<Ping>(decode(message.value()).value());
        BOOST_TEST(hex(ping.id) == text(given.at("ping.req-id")));
        BOOST_TEST(std::to_string(ping.enr_sequence) == text(given.at("ping.enr-seq")));
    }
}

BOOST_AUTO_TEST_CASE(recorded_packets_are_read_and_written) {
    const Object vectors = read_vectors("discv5_session.json");
    std::size_t count = 0;
    for (const char* part : {"session", "session_other_direction"}) {
        for (const Value& value : vectors.at(part).as_array()) {
            const Object& given = value.as_object();
            const Bytes datagram = bytes(given.at("packet"));
            const auto to = fixed<32>(vectors.at(text(given.at("to"))).at("node_id"));
            const Packet packet = open_packet(datagram, to).value();
            ++count;

            const Value& parts = given.at("parts");
            BOOST_TEST(hex(packet.associated) == text(parts.at("message_ad")));
            BOOST_TEST(hex(packet.message) == text(parts.at("message_ct")));
            BOOST_TEST(rewritten(packet, datagram, to) == text(given.at("packet")));
            if (!given.contains("key")) continue;
            const Result<Bytes> message = decrypt(fixed<16>(given.at("key")), packet.nonce,
                                                  packet.message, packet.associated);
            BOOST_TEST(hex(message.value()) == text(given.at("message_pt")));
            BOOST_TEST(hex(encode(decode(*message).value())) == text(given.at("message_pt")));
        }
    }
    BOOST_TEST(count == 17U);
}

BOOST_FIXTURE_TEST_CASE(bad_packets_are_judged_as_by_go_ethereum, Bad) {
    const boost::json::array& cases = vectors.at("cases").as_array();
    BOOST_TEST(cases.size() == 45U);
    for (const Value& value : cases) {
        const Object& given = value.as_object();
        BOOST_TEST_CONTEXT(text(given.at("name"))) {
            BOOST_TEST(result(bytes(given.at("packet")), text(given.at("action"))) ==
                       expected_result(given));
        }
    }
}

BOOST_AUTO_TEST_CASE(distances_are_as_in_go_ethereum) {
    const Object vectors = read_vectors("discv5_distances.json");
    for (const Value& value : vectors.at("cases").as_array()) {
        const unsigned distance =
            discovery::log_distance(fixed<32>(value.at("a")), fixed<32>(value.at("b")));
        BOOST_TEST(distance == value.at("log_distance").to_number<unsigned>());
        std::vector<unsigned> expected;
        for (const Value& one : value.at("lookup_distances").as_array()) {
            expected.push_back(one.to_number<unsigned>());
        }
        BOOST_TEST(lookup_distances(distance) == expected, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_SUITE_END()
