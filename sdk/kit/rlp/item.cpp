#include <kit/rlp/form.hpp>
#include <kit/rlp/parse.hpp>

namespace plexus::rlp {
namespace {

struct Header {
    std::size_t size = 0;  // of the header itself
    std::uint64_t payload = 0;
};

// `in` is not empty, and its first byte is `base` or above.
Errc parse_header(BytesView in, std::uint8_t base, Header& header) noexcept {
    const std::size_t code = in[0] - base;
    if (code <= short_limit) {
        header = {1, code};
        return Errc{};
    }
    const std::size_t digits = code - short_limit;  // 1 to 8
    if (in.size() <= digits) return Errc::malformed;
    const BytesView length = in.subspan(1, digits);
    const std::uint64_t payload = from_big_endian(length);
    if (!is_minimal(length) || payload <= short_limit) return Errc::non_canonical;
    header = {1 + digits, payload};
    return Errc{};
}

}  // namespace

Errc parse(BytesView in, Item& item) noexcept {
    if (in.empty()) return Errc::malformed;
    if (in[0] < string_base) {
        item = {false, in.first(1), in.first(1)};
        return Errc{};
    }
    const bool is_list = in[0] >= list_base;
    Header header;
    const Errc error = parse_header(in, is_list ? list_base : string_base, header);
    if (error != Errc{}) return error;
    // Compared this way round, a payload of 2^64-1 bytes cannot overflow.
    if (header.payload > in.size() - header.size) return Errc::malformed;
    const auto payload_size = static_cast<std::size_t>(header.payload);
    const BytesView payload = in.subspan(header.size, payload_size);
    if (!is_list && payload_size == 1 && payload[0] < string_base) return Errc::non_canonical;
    item = {is_list, payload, in.first(header.size + payload_size)};
    return Errc{};
}

Result<Item> first(BytesView& rest) noexcept {
    Item item;
    const Errc error = parse(rest, item);
    if (error != Errc{}) return error;
    rest = rest.subspan(item.raw.size());
    return item;
}

Result<std::uint64_t> first_u64(BytesView& rest) noexcept {
    Item item;
    const Errc error = parse(rest, item);
    if (error != Errc{}) return error;
    if (item.is_list || item.payload.size() > sizeof(std::uint64_t)) return Errc::malformed;
    if (!is_minimal(item.payload)) return Errc::non_canonical;
    rest = rest.subspan(item.raw.size());
    return from_big_endian(item.payload);
}

}  // namespace plexus::rlp
