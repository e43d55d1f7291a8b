#pragma once

#include <api/eth/protocol_overrides.hpp>

namespace plexus::inline v1::eth {

/// `[version, networkid, td, blockhash, genesis, forkid]`: eth/64 to eth/68.
/// @spec ethereum/devp2p, caps/eth.md, "Status (0x00)"; EIP-2364, EIP-2124
class StatusV1 final : public StatusCodec {
public:
    /// Writes the fields of the layout; what it does not name is left out.
    Bytes encode(const Status& status) const override;
    Result<Status> decode(BytesView payload) const override;
};

/// `[version, networkid, genesis, forkid, earliestBlock, latestBlock, latestBlockHash]`: from
/// eth/69 on. A range that cannot be is invalid_data: block_range.hpp.
/// @spec EIP-7642
class StatusV2 final : public StatusCodec {
public:
    /// Writes the fields of the layout; what it does not name is left out.
    Bytes encode(const Status& status) const override;
    Result<Status> decode(BytesView payload) const override;
};

/// The one codec of eth/64 to eth/68: it holds no state.
extern const StatusV1 status_v1;
/// The one codec of eth/69 and later: it holds no state.
extern const StatusV2 status_v2;

}  // namespace plexus::inline v1::eth
