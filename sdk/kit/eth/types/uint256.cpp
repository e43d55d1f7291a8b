#include "uint256.hpp"

#include <algorithm>
#include <bit>

namespace plexus::inline v1::eth {

std::size_t bit_width(const Wide& value) noexcept {
    const auto first =
        std::find_if(value.begin(), value.end(), [](auto byte) { return byte != 0; });
    if (first == value.end()) return 0;
    const auto below = static_cast<std::size_t>(value.end() - first) - 1;
    return below * 8 + static_cast<std::size_t>(std::bit_width(*first));
}

Wide wide(std::uint64_t value) noexcept {
    Wide result;
    for (std::size_t i = Wide::size(); value != 0; value >>= 8) {
        result.bytes[--i] = static_cast<std::uint8_t>(value);
    }
    return result;
}

std::optional<Wide> sum(const Wide& a, const Wide& b) noexcept {
    Wide result;
    unsigned carry = 0;
    for (std::size_t i = result.size(); i-- > 0;) {
        carry += unsigned{a.bytes[i]} + b.bytes[i];
        result.bytes[i] = static_cast<std::uint8_t>(carry);
        carry >>= 8;
    }
    if (carry != 0) return std::nullopt;
    return result;
}

std::optional<Wide> difference(const Wide& a, const Wide& b) noexcept {
    if (a < b) return std::nullopt;
    Wide result;
    unsigned borrow = 0;
    for (std::size_t i = result.size(); i-- > 0;) {
        const unsigned place = 256U + a.bytes[i] - b.bytes[i] - borrow;
        result.bytes[i] = static_cast<std::uint8_t>(place);
        borrow = place < 256U ? 1 : 0;
    }
    return result;
}

Wide read_wide(rlp::Reader& in, std::size_t max_bits) noexcept {
    const BytesView digits = in.integer(Wide::size());
    Wide value;
    std::copy(digits.begin(), digits.end(),
              value.bytes.end() - static_cast<std::ptrdiff_t>(digits.size()));
    if (bit_width(value) <= max_bits) return value;
    in.fail(Errc::limit_exceeded);
    return {};
}

void write_wide(rlp::Writer& out, const Wide& value) { out.integer(value); }

}  // namespace plexus::inline v1::eth
