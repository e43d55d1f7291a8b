#pragma once

#include <api/eth/protocol_overrides.hpp>

#include "status.hpp"

namespace plexus::inline v1::bsc {

using eth::TransactionGossip;

/// UpgradeStatus, `[[disablePeerTxBroadcast]]`.
/// @spec bnb-chain/bsc, eth/protocols/eth/protocol.go, UpgradeStatusPacket
Bytes encode_upgrade_status(TransactionGossip gossip);

/// An empty string in place of the inner list means `wanted` too, and what follows the outer list
/// is not looked at: so BSC's own nodes read it, and others rely on it.
/// @errors malformed, non_canonical, limit_exceeded
Result<TransactionGossip> decode_upgrade_status(BytesView payload);

/// How BSC speaks eth: on eth/67 and eth/68 both sides send UpgradeStatus right after Status,
/// eth/67 counts a message code more than Ethereum's, and on eth/70 Status keeps the total
/// difficulty. On eth/66 there is no difference, and eth/69 was never spoken.
///
/// @thread  immutable: any
class ProtocolOverrides final : public eth::ProtocolOverrides {
public:
    explicit ProtocolOverrides(TransactionGossip gossip);

    std::optional<std::uint64_t> length(std::uint32_t version) const override;
    const eth::StatusCodec* status(std::uint32_t version) const override;
    const eth::HandshakeStep* after_status(std::uint32_t version) const override;

private:
    eth::HandshakeStep upgrade_status_;
    Status70 status70_;
};

}  // namespace plexus::inline v1::bsc
