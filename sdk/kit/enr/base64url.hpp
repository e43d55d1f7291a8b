#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <api/core/bytes.hpp>

namespace plexus::enr {

/// The URL-safe alphabet, without padding.
/// @spec RFC 4648, section 5
std::string to_base64url(BytesView bytes);

/// @returns nothing on any other character, on padding, and where unused bits are not zero: one
///          value has one text
std::optional<Bytes> from_base64url(std::string_view text);

}  // namespace plexus::enr
