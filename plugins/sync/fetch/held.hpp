#pragma once

#include <optional>

#include <plugins/sync/settings.hpp>
#include "batch.hpp"

// What this node holds already: in its store, or, where the relay is the node's ChainReader, among
// the recent blocks that are not stored yet. No request is needed for that. It is checked as if a
// peer had sent it, and counts as absent where it does not check or cannot be read.

namespace plexus::sync {

/// The header with that hash.
awaitable<std::optional<eth::CheckedHeader>> held_header(const Services& services, Hash256 hash);

/// The headers that lead to a block, which is the last of them.
/// @param count  at most limits::response_items
/// @returns all of them, or none
awaitable<eth::Headers> held_headers(const Services& services, Hash256 last, std::uint64_t count);

/// Fills in absent bodies.
/// @param limit_bytes  of what is added; one body may exceed it
awaitable<void> add_held_bodies(const Services& services, Batch& batch, std::size_t limit_bytes);

/// Fills in absent receipts.
/// @param limit_bytes  as above
awaitable<void> add_held_receipts(const Services& services, Batch& batch, std::size_t limit_bytes);

}  // namespace plexus::sync
