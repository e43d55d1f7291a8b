#pragma once

#include <cstdint>

#include <api/core/result.hpp>
#include <api/eth/raw.hpp>
#include <api/net/node.hpp>

#include "static_rules.hpp"

namespace plexus::relay {

/// A checked transaction; it owns its bytes, so that no whole message is kept alive.
struct Admitted {
    eth::RawTransaction transaction{};
    Address sender{};
    Uint256 price{};     ///< wei that it pays for a unit of gas at most
    net::NodeId from{};  ///< the peer that sent it; zero if no share is to be counted
};

/// What a transaction may take, a blob transaction with its sidecar.
/// @spec go-ethereum and bsc, txMaxSize of their pools
constexpr std::size_t most_bytes(bool blob) noexcept { return blob ? 1024 * 1024 : 128 * 1024; }

/// Checks a transaction as far as that is possible without state: that it decodes, is not larger
/// than other clients accept, is signed for this chain or for any, carries the sidecar that its
/// blobs need, that it may be valid behind this head (see never_valid()), and that its signature
/// yields a sender.
///
/// @thread  heavy: belongs on the blocking pool
/// @errors  malformed, non_canonical, limit_exceeded, unsupported, incompatible (another chain),
///          invalid_data (no sidecar, or another's; valid in no state), bad_signature
Result<Admitted> admit(const eth::RawTransaction& transaction, std::uint64_t chain_id,
                       const HeadRules& head);

}  // namespace plexus::relay
