#pragma once

#include <kit/eth/types/receipt_form.hpp>
#include <kit/rlp/reader.hpp>

namespace plexus::testing {

inline constexpr std::size_t mebibyte = std::size_t{1} << 20U;

/// The receipts as eth/69 and later carry them.
inline SharedBytes short_form(const SharedBytes& list) { return eth::without_blooms(list).value(); }

/// How many receipts a list of either form has.
inline std::size_t count(const SharedBytes& list) { return rlp::Reader{list}.count(1000); }

}  // namespace plexus::testing
