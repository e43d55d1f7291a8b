#include "reason.hpp"

#include <string>

namespace plexus::inline v1::net {
namespace {

/// Zero would be no error, and it is a reason (requested).
constexpr int first_value = 0x100;

class DisconnectCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "devp2p.disconnect"; }

    std::string message(int value) const override {
        const auto reason = static_cast<Reason>(value - first_value);
        return "the remote disconnected: " + std::string{to_string(reason)};
    }
};

const boost::system::error_category& disconnect_category() noexcept {
    static const DisconnectCategory category;
    return category;
}

}  // namespace

std::string_view to_string(Reason reason) noexcept {
    switch (reason) {
        case Reason::requested:
            return "disconnect requested";
        case Reason::network_error:
            return "network error";
        case Reason::protocol_breach:
            return "breach of protocol";
        case Reason::useless_peer:
            return "useless peer";
        case Reason::too_many_peers:
            return "too many peers";
        case Reason::already_connected:
            return "already connected";
        case Reason::incompatible_version:
            return "incompatible p2p version";
        case Reason::invalid_identity:
            return "invalid node identity";
        case Reason::client_quitting:
            return "client quitting";
        case Reason::unexpected_identity:
            return "unexpected identity";
        case Reason::connected_to_self:
            return "connected to self";
        case Reason::read_timeout:
            return "read timeout";
        case Reason::subprotocol_error:
            return "subprotocol error";
    }
    return "unknown reason";
}

std::string_view to_string(Side side) noexcept { return side == Side::ours ? "us" : "them"; }

ErrorCode make_error_code(Reason reason) noexcept {
    return {static_cast<int>(reason) + first_value, disconnect_category()};
}

std::optional<Reason> disconnect_reason(const ErrorCode& error) noexcept {
    if (error.category() != disconnect_category()) return std::nullopt;
    return static_cast<Reason>(error.value() - first_value);
}

}  // namespace plexus::inline v1::net
