#include "message.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace plexus::nat {
namespace {

constexpr std::size_t header_size = 20;
constexpr std::array<std::uint8_t, 4> cookie{0x21, 0x12, 0xa4, 0x42};

constexpr std::uint16_t binding_request = 0x0001;
constexpr std::uint16_t binding_response = 0x0101;
constexpr std::uint16_t binding_error = 0x0111;
constexpr std::uint16_t mapped_address = 0x0001;
constexpr std::uint16_t xor_mapped_address = 0x0020;
constexpr std::uint8_t family_v4 = 1;
constexpr std::uint8_t family_v6 = 2;

std::uint16_t number(BytesView bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

/// Attributes take a multiple of four bytes.
std::size_t padded(std::size_t size) { return (size + 3) / 4 * 4; }

/// @param mask  the bytes that hide the address from routers that change every address they see;
///              zeros if it is not hidden
template <class Address>
Address address_in(BytesView value, BytesView mask) {
    typename Address::bytes_type bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(value[4 + i] ^ mask[i]);
    }
    return Address{bytes};
}

std::optional<asio::ip::udp::endpoint> endpoint_in(BytesView value, BytesView mask) {
    if (value.size() < 4) return std::nullopt;
    const auto port = static_cast<std::uint16_t>(number(value, 2) ^ number(mask, 0));
    if (value[1] == family_v4 && value.size() == 8) {
        return asio::ip::udp::endpoint{address_in<asio::ip::address_v4>(value, mask), port};
    }
    if (value[1] == family_v6 && value.size() == 20) {
        return asio::ip::udp::endpoint{address_in<asio::ip::address_v6>(value, mask), port};
    }
    return std::nullopt;
}

}  // namespace

Bytes encode_binding_request(const TransactionId& id) {
    Bytes request{binding_request >> 8, binding_request & 0xff, 0, 0};
    request.insert(request.end(), cookie.begin(), cookie.end());
    request.insert(request.end(), id.begin(), id.end());
    return request;
}

bool is_stun_response(BytesView datagram) noexcept {
    if (datagram.size() < header_size) return false;
    const std::uint16_t type = number(datagram, 0);
    if (type != binding_response && type != binding_error) return false;
    return std::ranges::equal(datagram.subspan(4, cookie.size()), cookie);
}

Result<BindingResponse> decode_binding_response(BytesView datagram) {
    if (!is_stun_response(datagram)) return make_error_code(Errc::malformed);
    if (number(datagram, 2) != datagram.size() - header_size)
        return make_error_code(Errc::malformed);
    if (number(datagram, 0) == binding_error) return make_error_code(Errc::refused);
    const BytesView mask = datagram.subspan(4, 16);  // the cookie and the transaction id
    constexpr std::array<std::uint8_t, 16> nothing{};
    BindingResponse response;
    response.id = TransactionId::from(datagram.subspan(8, TransactionId{}.size())).value();
    std::optional<asio::ip::udp::endpoint> plain;
    for (BytesView rest = datagram.subspan(header_size); rest.size() >= 4;) {
        const std::uint16_t type = number(rest, 0);
        const std::size_t size = number(rest, 2);
        if (4 + padded(size) > rest.size()) return make_error_code(Errc::malformed);
        const BytesView value = rest.subspan(4, size);
        rest = rest.subspan(4 + padded(size));
        if (type == mapped_address) plain = endpoint_in(value, nothing);
        if (type != xor_mapped_address) continue;
        const auto hidden = endpoint_in(value, mask);
        if (!hidden) return make_error_code(Errc::malformed);
        response.seen = *hidden;
        return response;
    }
    if (!plain) return make_error_code(Errc::malformed);
    response.seen = *plain;
    return response;
}

}  // namespace plexus::nat
