#pragma once

#include <cstdint>

#include <api/core/result.hpp>
#include <api/eth/status.hpp>
#include <kit/rlp/item.hpp>

namespace plexus::inline v1::eth {

/// What a request or a response carries, with the id that ties them together.
/// @spec EIP-2481
template <class T>
struct Enveloped {
    std::uint64_t id = 0;  ///< request-id: any value, zero too; two open requests may share one
    T content{};           ///< the message without its id
};

/// Reads the request-id of a request or response and nothing else, so that a response without an
/// open request is refused before it is decoded.
/// @errors malformed, non_canonical
Result<std::uint64_t> peek_request_id(BytesView payload) noexcept;

/// `[request-id, item]` with the item's inside unchecked.
/// @errors malformed (also for anything but two elements), non_canonical
Result<Enveloped<rlp::Item>> open_envelope(BytesView payload) noexcept;

}  // namespace plexus::inline v1::eth
