#include "u256.hpp"

#include <array>
#include <iterator>

namespace plexus::rlp {

using boost::multiprecision::export_bits;
using boost::multiprecision::import_bits;

Uint256 read_u256(Reader& in) {
    const BytesView digits = in.integer(sizeof(Hash256));
    Uint256 value;
    if (!digits.empty()) import_bits(value, digits.begin(), digits.end());
    return value;
}

void write_u256(Writer& out, const Uint256& value) {
    std::array<std::uint8_t, sizeof(Hash256)> digits;
    const auto end = export_bits(value, digits.begin(), 8);
    out.integer({digits.begin(), end});
}

}  // namespace plexus::rlp
