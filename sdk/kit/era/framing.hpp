#pragma once

#include <cstddef>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

namespace plexus::era {

/// What a Snappy stream in the framing format holds, every chunk checked against its CRC-32C.
/// @param max_bytes  of the result; nothing larger is ever allocated
/// @errors malformed (no stream identifier, cut off, unknown chunk, bad compression),
///         invalid_data (a checksum differs), limit_exceeded
/// @spec   google/snappy, framing_format.txt
Result<Bytes> unframe(BytesView framed, std::size_t max_bytes);

}  // namespace plexus::era
