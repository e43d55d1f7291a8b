#pragma once

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

namespace plexus::rlpx {

/// Whether the payloads of a link are compressed: from p2p version 5 on. @spec EIP-706
enum class Compression : bool { none, snappy };

/// The block format of Snappy, without framing.
Bytes compress(BytesView plain);

/// The longest that `compress` can make of so many bytes.
std::size_t max_compressed_size(std::size_t plain_size) noexcept;

/// The declared size is judged before memory is taken for it.
/// @errors  limit_exceeded if more than `limit` is declared; malformed
Result<Bytes> uncompress(BytesView compressed, std::size_t limit);

}  // namespace plexus::rlpx
