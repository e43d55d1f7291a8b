#include "frame.hpp"

#include <utility>

#include <api/core/assert.hpp>
#include <kit/rlp/writer.hpp>

#include <plugins/rlpx/handshake/limits.hpp>

namespace plexus::rlpx {
namespace {

constexpr std::size_t block = 16;

/// header-data, after frame-size: a list of two zeros, capability-id and context-id, which are no
/// longer used. Zeros up to 16 bytes, header-padding, follow.
constexpr std::array<std::uint8_t, 3> header_data{0xc2, 0x80, 0x80};

crypto::AesBytes front(const Hash256& digest) {
    return *crypto::AesBytes::from(digest.view().first(block));
}

void append(Bytes& out, BytesView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

/// Many frames go into one buffer: growing it exactly each time would copy it each time.
void reserve(Bytes& out, std::size_t size) {
    if (size > out.capacity()) out.reserve(std::max(size, 2 * out.capacity()));
}

}  // namespace

FrameMac::FrameMac(crypto::AesBlock cipher, const crypto::Keccak256& state)
    : cipher_(std::move(cipher)), state_(state), digest_(front(state.digest())) {}

// Each digest is a permutation, which is what a small frame costs. A header begins with the digest
// that ended the frame before it, and a body mixes its one digest with itself.
const crypto::AesBytes& FrameMac::step(const crypto::AesBytes& seed) noexcept {
    crypto::AesBytes mixed = cipher_.encrypt(digest_);
    for (std::size_t i = 0; i < block; ++i) {
        mixed.bytes[i] = static_cast<std::uint8_t>(mixed.bytes[i] ^ seed.bytes[i]);
    }
    return absorb(mixed);
}

const crypto::AesBytes& FrameMac::absorb(BytesView bytes) noexcept {
    state_.update(bytes);
    digest_ = front(state_.digest());
    return digest_;
}

const crypto::AesBytes& FrameMac::header(BytesView ciphertext) noexcept {
    return step(*crypto::AesBytes::from(ciphertext));
}

const crypto::AesBytes& FrameMac::body(BytesView ciphertext) noexcept {
    return step(absorb(ciphertext));
}

void FrameSealer::seal(std::uint64_t code, BytesView payload, Bytes& out) {
    rlp::Writer head;
    head.u64(code);
    const std::size_t size = head.view().size() + payload.size();
    PLEXUS_ASSERT(size <= max_frame);

    const std::size_t start = out.size();
    reserve(out, start + frame_header_bytes + frame_body_bytes(size));
    for (int shift = 16; shift >= 0; shift -= 8) {
        out.push_back(static_cast<std::uint8_t>(size >> shift));
    }
    append(out, header_data);
    out.resize(start + block);
    const std::span<std::uint8_t> header = std::span{out}.subspan(start);
    cipher_.apply(header);
    append(out, mac_.header(header));

    append(out, head.view());
    append(out, payload);
    out.resize(start + frame_header_bytes + frame_body_bytes(size) - frame_mac_bytes);
    const std::span<std::uint8_t> body = std::span{out}.subspan(start + frame_header_bytes);
    cipher_.apply(body);
    append(out, mac_.body(body));
}

Result<std::size_t> FrameOpener::open_header(std::span<std::uint8_t> header) noexcept {
    const std::span<std::uint8_t> cipher = header.first(block);
    if (!crypto::equal_constant_time(mac_.header(cipher), header.subspan(block, block))) {
        return make_error_code(Errc::bad_signature);
    }
    cipher_.apply(cipher);
    return std::size_t{cipher[0]} << 16 | std::size_t{cipher[1]} << 8 | cipher[2];
}

Result<BytesView> FrameOpener::open_body(std::span<std::uint8_t> body,
                                         std::size_t content_size) noexcept {
    const std::span<std::uint8_t> cipher = body.first(body.size() - frame_mac_bytes);
    if (!crypto::equal_constant_time(mac_.body(cipher), body.last(frame_mac_bytes))) {
        return make_error_code(Errc::bad_signature);
    }
    cipher_.apply(cipher);
    return BytesView{cipher.first(content_size)};
}

}  // namespace plexus::rlpx
