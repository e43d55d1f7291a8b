#include "writer.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>

#include <api/core/assert.hpp>
#include <kit/rlp/form.hpp>

namespace plexus::rlp {
namespace {

/// The header of a payload: one byte, or one byte and up to eight digits of the payload's size.
class Header {
public:
    Header(std::uint8_t base, std::size_t payload) noexcept {
        if (payload <= short_limit) {
            bytes_[0] = static_cast<std::uint8_t>(base + payload);
            return;
        }
        const auto digits = static_cast<std::size_t>(std::bit_width(payload) + 7) / 8;
        bytes_[0] = static_cast<std::uint8_t>(base + short_limit + digits);
        for (std::size_t i = digits; i > 0; --i, payload >>= 8)
            bytes_[i] = static_cast<std::uint8_t>(payload);
        size_ = 1 + digits;
    }

    BytesView view() const noexcept { return BytesView{bytes_}.first(size_); }

private:
    std::array<std::uint8_t, 9> bytes_{};
    std::size_t size_ = 1;
};

}  // namespace

void Writer::u64(std::uint64_t value) {
    std::array<std::uint8_t, sizeof value> digits;
    for (std::size_t i = digits.size(); i > 0; --i, value >>= 8)
        digits[i - 1] = static_cast<std::uint8_t>(value);
    integer(digits);
}

void Writer::integer(BytesView digits) {
    const auto significant =
        std::find_if(digits.begin(), digits.end(), [](std::uint8_t digit) { return digit != 0; });
    bytes({significant, digits.end()});
}

void Writer::bytes(BytesView value) {
    if (value.size() != 1 || value[0] >= string_base) raw(Header{string_base, value.size()}.view());
    raw(value);
}

void Writer::list_header(std::size_t payload) { raw(Header{list_base, payload}.view()); }

void Writer::raw(BytesView items) { out_.insert(out_.end(), items.begin(), items.end()); }

Writer::Mark Writer::begin_list() {
    out_.push_back(list_base);
    return Mark{out_.size()};
}

// One byte was kept for the header. A long list moves its payload to make room for the digits of
// its size: cheaper, for all the short ones, than measuring every list before it is written.
void Writer::end_list(Mark mark) {
    const auto begin = static_cast<std::size_t>(mark);
    PLEXUS_ASSERT(begin > 0 && begin <= out_.size());
    const Header header{list_base, out_.size() - begin};
    out_[begin - 1] = header.view()[0];
    const BytesView digits = header.view().subspan(1);
    out_.insert(std::next(out_.begin(), static_cast<std::ptrdiff_t>(begin)), digits.begin(),
                digits.end());
}

}  // namespace plexus::rlp
