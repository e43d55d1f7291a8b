#include "reader.hpp"

#include <kit/rlp/form.hpp>
#include <kit/rlp/parse.hpp>

namespace plexus::rlp {

Reader::Reader(BytesView bytes, Tail tail) noexcept {
    Item whole;
    const Errc error = parse(bytes, whole);
    const bool trailing = tail == Tail::forbidden && whole.raw.size() != bytes.size();
    if (error != Errc{}) {
        fail(error);
    } else if (!whole.is_list || trailing) {
        fail(Errc::malformed);
    } else {
        rest_ = whole.payload;
    }
}

Item Reader::item() noexcept {
    Item item;
    if (!ok()) return item;
    const Errc error = parse(rest_, item);
    if (error != Errc{}) {
        fail(error);
        return Item{};
    }
    rest_ = rest_.subspan(item.raw.size());
    return item;
}

Reader Reader::list() noexcept {
    const Item next = item();
    if (next.is_list) return Reader{next.payload, error_};
    fail(Errc::malformed);
    return Reader{BytesView{}, error_};
}

BytesView Reader::string() noexcept {
    const Item next = item();
    if (!next.is_list) return next.payload;
    fail(Errc::malformed);
    return {};
}

BytesView Reader::bytes(std::size_t max_bytes) noexcept {
    const BytesView value = string();
    if (value.size() <= max_bytes) return value;
    fail(Errc::limit_exceeded);
    return {};
}

BytesView Reader::exactly(std::size_t size) noexcept {
    const BytesView value = string();
    if (value.size() == size) return value;
    fail(Errc::malformed);
    return {};
}

BytesView Reader::exactly_or_empty(std::size_t size) noexcept {
    const BytesView value = string();
    if (value.empty() || value.size() == size) return value;
    fail(Errc::malformed);
    return {};
}

BytesView Reader::integer(std::size_t max_bytes) noexcept {
    const BytesView digits = string();
    if (!is_minimal(digits)) {
        fail(Errc::non_canonical);
        return {};
    }
    if (digits.size() <= max_bytes) return digits;
    fail(Errc::malformed);
    return {};
}

std::uint64_t Reader::integer_up_to(std::uint64_t max) noexcept {
    const std::uint64_t value = from_big_endian(integer(sizeof value));
    if (value <= max) return value;
    fail(Errc::malformed);
    return 0;
}

Uint256 Reader::u256(std::size_t max_bits) noexcept {
    const BytesView digits = integer(Uint256::size_bytes);
    const Uint256 value = Uint256::from_big_endian(digits).value_or(0);
    if (value.bit_width() <= max_bits) return value;
    fail(Errc::limit_exceeded);
    return 0;
}

bool Reader::boolean() noexcept { return integer_up_to(1) == 1; }

Kind Reader::peek() const noexcept {
    if (rest_.empty() || !ok()) return Kind::end;
    return rest_[0] < list_base ? Kind::string : Kind::list;
}

std::size_t Reader::count(std::size_t limit) noexcept {
    if (!ok()) return 0;
    std::size_t found = 0;
    for (BytesView rest = rest_; !rest.empty(); ++found) {
        Item next;
        const Errc error = found == limit ? Errc::limit_exceeded : parse(rest, next);
        if (error != Errc{}) {
            fail(error);
            return 0;
        }
        rest = rest.subspan(next.raw.size());
    }
    return found;
}

void Reader::fail(Errc error) noexcept {
    if (ok()) *error_ = error;
}

void Reader::expect_end(Extra extra) noexcept {
    if (extra == Extra::forbidden && more()) fail(Errc::malformed);
}

Result<void> Reader::finish(Extra extra) noexcept {
    expect_end(extra);
    if (!ok()) return *error_;
    return {};
}

}  // namespace plexus::rlp
