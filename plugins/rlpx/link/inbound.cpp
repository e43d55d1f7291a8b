#include "inbound.hpp"

#include <plugins/rlpx/handshake/limits.hpp>
#include "base_protocol.hpp"

namespace plexus::rlpx {
namespace {

constexpr Breach malformed{Errc::malformed, net::Reason::protocol_breach};

bool is_empty_list(BytesView bytes) { return bytes.size() == 1 && bytes[0] == empty_list; }

/// A Ping has one form; its uncompressed form is accepted too: it is harmless.
bool is_ping(BytesView payload) {
    if (is_empty_list(payload)) return true;
    const Result<Bytes> plain = uncompress(payload, 1);
    return plain && is_empty_list(*plain);
}

Inbound interpret_base(const Frame& frame) {
    switch (frame.code) {
        case code::hello:
            return Breach{Errc::unexpected_message, net::Reason::protocol_breach};
        case code::disconnect:
            return ReceivedDisconnect{decode_disconnect(frame.payload)};
        case code::ping:
            if (!is_ping(frame.payload)) return malformed;
            return Ping{};
        case code::pong:
            if (!is_ping(frame.payload)) return malformed;
            return Pong{};
        default:
            return Ignored{};
    }
}

Breach refused_content(const ErrorCode& error) {
    const bool too_large = error == Errc::limit_exceeded;
    return {too_large ? Errc::limit_exceeded : Errc::malformed,
            too_large ? net::Reason::protocol_breach : net::Reason::network_error};
}

}  // namespace

Inbound interpret(const Frame& frame, Compression compression, const net::SizeLimit& limit) {
    if (frame.code < net::first_capability_code) return interpret_base(frame);
    if (frame.payload.empty()) return malformed;
    const std::optional<std::size_t> allowed = limit(frame.code);
    if (!allowed) return Breach{Errc::unexpected_message, net::Reason::protocol_breach};

    if (compression == Compression::none) {
        if (frame.payload.size() > *allowed) return refused_content(Errc::limit_exceeded);
        Bytes copy(frame.payload.begin(), frame.payload.end());
        return net::Message{frame.code, SharedBytes{std::move(copy)}};
    }
    Result<Bytes> plain = uncompress(frame.payload, std::min(*allowed, max_message));
    if (!plain) return refused_content(plain.error());
    if (plain->empty()) return malformed;
    return net::Message{frame.code, SharedBytes{std::move(*plain)}};
}

net::Reason reason_for(const ErrorCode& error) noexcept {
    return error == Errc::bad_signature ? net::Reason::network_error : net::Reason::protocol_breach;
}

}  // namespace plexus::rlpx
