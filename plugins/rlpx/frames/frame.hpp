#pragma once

#include <cstdint>
#include <span>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/crypto/symmetric.hpp>

namespace plexus::rlpx {

/// header-ciphertext and header-mac.
inline constexpr std::size_t frame_header_bytes = 16 + 16;
/// frame-mac.
inline constexpr std::size_t frame_mac_bytes = 16;

/// frame-ciphertext, which is frame-data with frame-padding to whole blocks, and frame-mac.
constexpr std::size_t frame_body_bytes(std::size_t content) noexcept {
    return (content + 15) / 16 * 16 + frame_mac_bytes;
}

/// The MAC of one direction, egress-mac or ingress-mac, which runs on over all its frames.
/// @spec  RLPx, "MAC"
class FrameMac {
public:
    /// @param cipher  keyed with mac-secret, which both directions of a link share
    FrameMac(crypto::AesBlock cipher, const crypto::Keccak256& state);
    FrameMac(const Hash256& key, const crypto::Keccak256& state)
        : FrameMac(crypto::AesBlock(key), state) {}

    /// The header-mac of a header-ciphertext. Valid until the next call.
    const crypto::AesBytes& header(BytesView ciphertext) noexcept;
    /// The frame-mac of a frame-ciphertext. Valid until the next call.
    const crypto::AesBytes& body(BytesView ciphertext) noexcept;

private:
    const crypto::AesBytes& step(const crypto::AesBytes& seed) noexcept;
    const crypto::AesBytes& absorb(BytesView bytes) noexcept;

    crypto::AesBlock cipher_;
    crypto::Keccak256 state_;
    crypto::AesBytes digest_;  // the front of the state's digest
};

/// Makes the frames of one direction.
/// @spec  RLPx, "Framing"
class FrameSealer {
public:
    FrameSealer(const Hash256& aes_key, FrameMac mac) : cipher_(aes_key), mac_(std::move(mac)) {}

    /// Appends a frame to `out` whose frame-data is msg-id and msg-data, the message code and its
    /// payload.
    /// @param payload  together with the code, at most max_frame bytes
    void seal(std::uint64_t code, BytesView payload, Bytes& out);

private:
    crypto::AesCtr cipher_;
    FrameMac mac_;
};

/// Opens the frames of one direction, header and body alternating. Nothing is decrypted before its
/// MAC was found right; after an error no further frame can be opened.
class FrameOpener {
public:
    FrameOpener(const Hash256& aes_key, FrameMac mac) : cipher_(aes_key), mac_(std::move(mac)) {}

    /// @param header  frame_header_bytes, decrypted in place
    /// @returns       frame-size, the size of the content; header-data, capability-id and
    /// context-id,
    ///                is ignored, as go-ethereum does: no client splits messages into several
    ///                frames
    /// @errors        bad_signature
    Result<std::size_t> open_header(std::span<std::uint8_t> header) noexcept;

    /// @param body  frame_body_bytes(content_size), decrypted in place
    /// @returns     the content, frame-data, within `body`
    /// @errors      bad_signature
    Result<BytesView> open_body(std::span<std::uint8_t> body, std::size_t content_size) noexcept;

private:
    crypto::AesCtr cipher_;
    FrameMac mac_;
};

}  // namespace plexus::rlpx
