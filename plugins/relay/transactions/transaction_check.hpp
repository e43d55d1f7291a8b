#pragma once

#include <cstdint>

#include <api/core/result.hpp>
#include <api/eth/raw.hpp>

namespace plexus::relay {

/// A transaction that was checked, with bytes of its own.
struct Admitted {
    eth::RawTransaction transaction{};
    Address sender{};
};

/// Checks what can be seen of a transaction without any state: that it decodes, is not larger than
/// others take, is meant for this chain or for any, carries the sidecar that its blobs need, and
/// that its signature gives a sender.
///
/// @thread  heavy: belongs on the blocking pool
/// @errors  malformed, non_canonical, limit_exceeded, unsupported, incompatible (another chain),
///          invalid_data (no sidecar, or another's), bad_signature
Result<Admitted> admit(const eth::RawTransaction& transaction, std::uint64_t chain_id);

}  // namespace plexus::relay
