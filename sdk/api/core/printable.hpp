#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <api/core/api.hpp>

namespace plexus::inline v1 {

/// Makes a text that a remote node chose fit for a log, a terminal and a table: it cannot begin a
/// line, move the cursor, change the direction of writing or hide anything.
///
/// Letters of every script stay as they are. A character that has no glyph is written as its code
/// point (`\x1b`, `\u{202e}`), a byte that is not UTF-8 as `\xff`. A second pass changes nothing.
///
/// @param longest  bytes of the result at most; what is cut off shows as "..." at the end
PLEXUS_API std::string printable(std::string_view text, std::size_t longest = std::string::npos);

}  // namespace plexus::inline v1
