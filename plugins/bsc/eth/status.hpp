#pragma once

#include <api/eth/protocol_overrides.hpp>

namespace plexus::inline v1::bsc {

/// BSC's eth/70: `[version, networkId, td, genesis, [forkHash, forkNext], earliest, latest,
/// latestHash]`. Ethereum's layout with the total difficulty, by which BSC's nodes choose the peer
/// to sync from.
/// @spec bnb-chain/bsc v1.8.0-alpha, eth/protocols/eth/protocol.go, StatusPacket
class Status70 final : public eth::StatusCodec {
public:
    Bytes encode(const eth::Status& status) const override;
    /// A block range that ends before it begins, and a latest hash of zeros, are malformed.
    Result<eth::Status> decode(BytesView payload) const override;
};

}  // namespace plexus::inline v1::bsc
