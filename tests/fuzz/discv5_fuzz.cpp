#include <api/core/assert.hpp>

#include <plugins/discv5/wire/cipher.hpp>
#include <plugins/discv5/wire/message.hpp>
#include <plugins/discv5/wire/packet.hpp>

#include "rlp_mutator.hpp"

using namespace plexus;
using namespace plexus::discv5;

namespace {

/// Whatever can be read can be written, and is then read alike.
void fuzz_message(BytesView input) {
    const Result<Message> message = decode(input);
    if (!message) return;
    const Bytes written = encode(*message);
    const Result<Message> again = decode(written);
    PLEXUS_ASSERT(again.has_value());
    PLEXUS_ASSERT(encode(*again) == written);
}

/// What was encrypted comes out again, and the input itself is never what fits the keys.
void fuzz_cipher(BytesView input) {
    static const crypto::PublicKey point = crypto::public_key(crypto::SecretKey::generate());
    const SessionKeys keys = derive_keys(point, input, {}, {}).value();
    const Bytes sealed = encrypt(keys.initiator, {}, input, input);
    PLEXUS_ASSERT(std::ranges::equal(decrypt(keys.initiator, {}, sealed, input).value(), input));
    PLEXUS_ASSERT(decrypt(keys.recipient, {}, sealed, input).has_error());
    void(decrypt(keys.initiator, {}, input, {}));
    void(id_digest(input, {}, {}));
}

void fuzz_packet(BytesView input) {
    const HashedId self{};
    void(is_ours(input, self));
    const Result<Packet> packet = open_packet(input, self);
    if (!packet) return;
    PLEXUS_ASSERT(packet->associated.size() + packet->message.size() == input.size());
    // A later version is read, too, but we write the first alone.
    constexpr std::size_t version_at = 16 + 6;
    if (packet->associated[version_at] == 0 && packet->associated[version_at + 1] == 1) {
        const auto iv = FixedBytes<16>::from(BytesView{packet->associated}.first(16)).value();
        PLEXUS_ASSERT(make_associated(packet->nonce, packet->auth, iv) == packet->associated);
    }
    const Bytes again = mask_packet(packet->associated, packet->message, self);
    PLEXUS_ASSERT(std::ranges::equal(again, input));
}

/// A header is masked with the reader's id, so noise is never one: it is put behind a mask here.
void fuzz_header(BytesView input) {
    constexpr std::size_t auth_at = 16 + 23;
    const std::size_t auth_bytes = std::size_t{input[auth_at - 2]} << 8U | input[auth_at - 1];
    const std::size_t cut = std::min(input.size(), auth_at + auth_bytes);
    fuzz_packet(
        mask_packet(Bytes(input.data(), input.data() + cut), input.subspan(cut), HashedId{}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const BytesView input{data, size};
    fuzz_message(input);
    fuzz_packet(input);
    fuzz_cipher(input);
    if (size >= min_datagram_bytes) fuzz_header(input);
    return 0;
}

PLEXUS_MUTATE_RLP(1);
