#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <api/core/bytes.hpp>

namespace plexus::dnsdisc {

/// Upper case, without padding.
/// @returns nothing on any other character, and where unused bits are not zero: one value has one
///          text
/// @spec RFC 4648, section 6
std::optional<Bytes> from_base32(std::string_view text);

/// Upper case, without padding.
std::string to_base32(BytesView bytes);

}  // namespace plexus::dnsdisc
