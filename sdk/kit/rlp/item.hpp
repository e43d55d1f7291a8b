#pragma once

#include <cstdint>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

namespace plexus::rlp {

/// One item as it stands in its buffer: views only, valid as long as that buffer.
/// The header of the item has been checked, the inside of a list has not.
struct Item {
    bool is_list = false;  ///< false: a byte string
    BytesView payload;     ///< the bytes of a string, or the concatenated items of a list
    BytesView raw;         ///< header and payload, as received
};

/// Takes one item off the front of `rest`, where items stand one after the other without a list
/// around them: block files, the message code and the payload of a frame.
/// @errors  malformed if `rest` is empty or too short, non_canonical; `rest` is then unchanged
/// @spec    Ethereum Yellow Paper, appendix B
Result<Item> first(BytesView& rest) noexcept;

/// `first` for an unsigned integer of at most 64 bits, such as the message code of a frame.
/// @errors  as `first`, and malformed for a list or a wider number, non_canonical for leading zeros
Result<std::uint64_t> first_u64(BytesView& rest) noexcept;

}  // namespace plexus::rlp
