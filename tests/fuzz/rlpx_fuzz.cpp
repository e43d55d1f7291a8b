#include <api/core/assert.hpp>
#include <plugins/rlpx/frames/frame_buffer.hpp>
#include <plugins/rlpx/frames/snappy.hpp>
#include <plugins/rlpx/handshake/handshake.hpp>
#include <plugins/rlpx/link/base_protocol.hpp>
#include <plugins/rlpx/link/inbound.hpp>

#include "rlp_mutator.hpp"

using namespace plexus;
using namespace plexus::rlpx;

namespace {

constexpr std::size_t message_limit = 64 * 1024;

std::optional<std::size_t> limit(std::uint64_t code) {
    if (code < net::first_capability_code || code > 40) return std::nullopt;
    return message_limit;
}

void fuzz_hello(BytesView input) {
    const Result<net::Hello> hello = decode_hello(input);
    if (!hello) return;
    const Result<net::Hello> again = decode_hello(encode_hello(*hello));
    PLEXUS_ASSERT(again && again->id == hello->id && again->client == hello->client &&
                  again->capabilities == hello->capabilities);
}

/// The recipient of the published packets of EIP-8, which the inputs hold.
const crypto::SecretKey& our_key() {
    static const crypto::SecretKey key =
        crypto::SecretKey::from(
            from_hex("b71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291").value())
            .value();
    return key;
}

/// The input as the first packet, and as what such a packet holds: of either side.
void fuzz_handshake(BytesView input) {
    static const Identity ours{crypto::public_key(our_key()), [](const crypto::PublicKey& theirs) {
                                   return crypto::ecdh_x(our_key(), theirs);
                               }};
    static const Initiator initiator = Initiator::begin(ours, ours.id).value();
    void(accept_auth(ours, input));
    void(initiator.finish(ours, input));
    Bytes forged(initiator.packet().begin(), initiator.packet().end());
    forged[input[0] % forged.size()] ^= 1;
    PLEXUS_ASSERT(accept_auth(ours, forged).has_error());
    const Result<Bytes> sealed = seal_packet(ours.id, Bytes(input.begin(), input.end()));
    PLEXUS_ASSERT(sealed.has_value());
    void(accept_auth(ours, *sealed));
    void(initiator.finish(ours, *sealed));
    const auto prefix = FixedBytes<size_prefix_bytes>::from(input.first(size_prefix_bytes));
    void(packet_size(prefix.value()));
}

void fuzz_message(std::uint64_t code, BytesView payload) {
    const Bytes compressed = compress(payload);
    PLEXUS_ASSERT(compressed.size() <= max_compressed_size(payload.size()));
    PLEXUS_ASSERT(std::ranges::equal(uncompress(compressed, payload.size()).value(), payload));
    for (const Compression compression : {Compression::none, Compression::snappy}) {
        const Inbound inbound = interpret(Frame{code, payload}, compression, limit);
        if (const auto* message = std::get_if<net::Message>(&inbound)) {
            PLEXUS_ASSERT(message->payload.size() <= message_limit);
        }
    }
    const Inbound inbound = interpret(Frame{code, compressed}, Compression::snappy, limit);
    const auto* message = std::get_if<net::Message>(&inbound);
    const bool taken = limit(code) && !payload.empty() && payload.size() <= message_limit;
    PLEXUS_ASSERT((message != nullptr) == taken);
    if (taken) PLEXUS_ASSERT(std::ranges::equal(message->payload.view(), payload));
}

/// What was sealed comes out again, however the wire cuts it, and nothing else does.
void fuzz_frame(std::uint8_t cut, std::uint64_t code, BytesView payload) {
    const Hash256 key{};
    FrameSealer sealer(key, FrameMac(key, {}));
    FrameBuffer frames(FrameOpener(key, FrameMac(key, {})));
    Bytes sealed;
    sealer.seal(code, payload, sealed);
    const std::size_t flipped = std::size_t{cut} * 8;  // beyond the frame: nothing is flipped
    const bool forged = flipped < sealed.size();
    if (forged) sealed[flipped] ^= 1;
    for (BytesView rest = sealed; !rest.empty();) {
        const std::span<std::uint8_t> room = frames.room();
        const std::size_t count = std::min({room.size(), rest.size(), std::size_t{1} + cut});
        std::copy_n(rest.begin(), count, room.begin());
        frames.commit(count);
        PLEXUS_ASSERT(frames.capacity() >= room.size());
        rest = rest.subspan(count);
        const Result<std::optional<Frame>> frame = frames.next();
        if (!frame) {
            PLEXUS_ASSERT(reason_for(frame.error()) == net::Reason::network_error);
            return PLEXUS_ASSERT(forged && frame.error() == Errc::bad_signature);
        }
        if (*frame) return PLEXUS_ASSERT(!forged && (*frame)->code == code);
    }
    PLEXUS_ASSERT(false);
}

}  // namespace

/// The first two bytes are parameters; the rest goes into every decoder.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const BytesView input{data, size};
    if (size < 2) return 0;
    const BytesView rest = input.subspan(2);
    fuzz_hello(rest);
    static_cast<void>(decode_disconnect(encode_disconnect(decode_disconnect(rest))));
    static_cast<void>(decode_auth(rest));
    static_cast<void>(decode_ack(rest));
    if (rest.size() >= size_prefix_bytes) fuzz_handshake(rest);
    fuzz_message(input[0], rest);
    fuzz_frame(input[1], input[0], rest);
    return 0;
}

PLEXUS_MUTATE_RLP(2);
