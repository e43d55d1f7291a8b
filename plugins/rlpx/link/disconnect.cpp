#include <limits>

#include <kit/rlp/item.hpp>
#include <kit/rlp/writer.hpp>

#include <plugins/rlpx/frames/snappy.hpp>
#include <plugins/rlpx/handshake/limits.hpp>
#include "base_protocol.hpp"

namespace plexus::rlpx {
namespace {

/// The number that stands at the head of `rest`, alone or in a list. A single zero byte is not
/// canonical RLP for a number, but old clients send it for 0.
std::optional<std::uint64_t> read_number(BytesView rest) noexcept {
    const BytesView whole = rest;
    const Result<rlp::Item> item = rlp::first(rest);
    if (!item) return std::nullopt;
    BytesView number = item->is_list ? item->payload : whole;
    if (number.empty() || number[0] == 0) return 0;
    const Result<std::uint64_t> value = rlp::first_u64(number);
    return value ? std::optional{*value} : std::nullopt;
}

std::optional<std::uint64_t> read_compressed(BytesView payload) {
    const Result<Bytes> plain = uncompress(payload, max_base_payload);
    if (!plain || plain->empty()) return std::nullopt;
    return read_number(*plain);
}

}  // namespace

Bytes encode_disconnect(net::Reason reason) {
    rlp::Writer out;
    out.list([&] { out.u64(static_cast<std::uint64_t>(reason)); });
    return out.take();
}

net::Reason decode_disconnect(BytesView payload) noexcept {
    // No uncompressed form in use is also valid Snappy, so either order of the two attempts gives
    // the same result.
    std::optional<std::uint64_t> number = read_compressed(payload);
    if (!number) number = read_number(payload);
    constexpr auto largest = std::numeric_limits<std::underlying_type_t<net::Reason>>::max();
    if (!number || *number > largest) return net::Reason::requested;
    return static_cast<net::Reason>(*number);
}

}  // namespace plexus::rlpx
