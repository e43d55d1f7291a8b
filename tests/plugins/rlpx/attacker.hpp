#pragma once

#include <functional>
#include <variant>

#include "loopback.hpp"

namespace plexus::tests {

/// A remote that can say anything: it shares the crypto with the transport, not its manners.
class Attacker {
public:
    Attacker(const Executor& executor, TestNode& victim);

    crypto::PublicKey id() const { return identity_.id; }
    crypto::PublicKey victim_id() const { return victim_.local.id(); }
    rlpx::Socket& socket() { return socket_; }

    /// An auth as it should be, for connect() and below.
    Bytes good_auth();

    /// One that EIP-8 tells the victim to take: another version, further elements.
    Bytes auth_of_the_future();

    awaitable<void> connect();
    /// @returns  whether the victim was still there
    awaitable<bool> write(Bytes bytes);

    /// Connects and shakes hands up to the first frame.
    awaitable<void> authenticate();

    /// Sends an auth and takes the ack, which it returns.
    awaitable<Bytes> exchange_auth(Bytes auth);

    /// The same, and Hello of that version.
    awaitable<void> handshake(std::uint64_t p2p_version = 5);

    /// A frame with any content: the code is part of it.
    Bytes frame(const Bytes& content, const Bytes& header_data = {0xc2, 0x80, 0x80});

    awaitable<void> send(Bytes content);

    /// What comes next: a frame's content, or nothing if the connection ends.
    awaitable<std::optional<Bytes>> read();

    /// Reads until the victim says why it leaves, or leaves without a word.
    awaitable<std::optional<net::Reason>> disconnect_reason();

    /// Whether not a single byte comes before the connection ends.
    awaitable<bool> hears_nothing();

private:
    TestNode& victim_;
    crypto::SecretKey key_ = crypto::SecretKey::generate();
    rlpx::Identity identity_;
    rlpx::Socket socket_;
    std::optional<rlpx::Initiator> initiator_;
    std::optional<crypto::AesCtr> cipher_;
    std::optional<rlpx::FrameMac> mac_;
    std::optional<rlpx::FrameBuffer> frames_;
};

/// How the victim fared.
struct Outcome {
    ErrorCode error;  ///< of the handshake, or of the link's end
    std::optional<net::Reason> disconnect_reason;
    std::vector<net::Message> messages;
};

/// Lets an attacker loose on a node that accepts one connection and reads until it ends. The
/// victim's limit is `limit`, its deadlines are those given.
class Attack {
public:
    explicit Attack(const rlpx::Deadlines& deadlines = {}) : victim(loop, 1, deadlines) {}

    using Plot = std::function<awaitable<void>(Attacker&)>;
    Outcome run(const Plot& plot, const net::SizeLimit& limit = any_size);

    RealLoop loop;
    TestNode victim;
};

}  // namespace plexus::tests
