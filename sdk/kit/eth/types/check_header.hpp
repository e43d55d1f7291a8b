#pragma once

#include <cstdint>

#include <kit/eth/types/header.hpp>

namespace plexus::inline v1::eth {

/// What is wrong with a header.
enum class HeaderFault : std::uint8_t {
    none,
    early,    ///< its time is too far ahead: perhaps a clock is wrong, so nobody is to blame
    invalid,  ///< no valid block has this header
};

/// Checks a header by the rules that hold on every chain: that it follows its parent, that its time
/// is neither before the parent's nor more than 15 s ahead, its gas, and that its difficulty is no
/// leap: a single invented header must not make its chain the heaviest for good. Who sealed it is
/// not checked.
/// @param parent  null if it is not known
/// @param now     Unix seconds
HeaderFault check_header(const Header& header, const Header* parent, std::uint64_t now);

}  // namespace plexus::inline v1::eth
