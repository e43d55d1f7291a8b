#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/eth/status.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::eth {

/// How a Status is laid out.
class PLEXUS_API StatusCodec {
public:
    virtual ~StatusCodec();
    /// Writes the payload of Status.
    virtual Bytes encode(const Status& status) const = 0;
    /// @errors Errc::malformed, Errc::non_canonical, Errc::limit_exceeded
    virtual Result<Status> decode(BytesView payload) const = 0;
};

/// Whether a side wants transactions and their announcements.
enum class TransactionGossip : std::uint8_t { wanted, unwanted };

/// A message that both sides send right after Status and before anything else.
struct HandshakeStep {
    std::uint64_t code = 0;  ///< counted from the offset of the capability
    Bytes payload{};         ///< ours
    /// Reads the peer's payload, and tells whether the peer wants transactions. An error ends the
    /// session.
    std::function<Result<TransactionGossip>(BytesView theirs)> accept{};
};

/// A chain's differences from the eth versions as specified; applied to their tables when the node
/// starts.
///
/// @thread  immutable after start: any
class PLEXUS_API ProtocolOverrides {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.eth.protocol-overrides", 1, Cardinality::one};

    virtual ~ProtocolOverrides();

    /// The count of message codes, where it differs from Ethereum's.
    virtual std::optional<std::uint64_t> length(std::uint32_t version) const = 0;

    /// The layout of Status, where it differs; owned by the protocol overrides.
    virtual const StatusCodec* status(std::uint32_t version) const = 0;

    /// The extra step of the handshake, if there is one; owned by the protocol overrides.
    virtual const HandshakeStep* after_status(std::uint32_t version) const = 0;
};

}  // namespace plexus::inline v1::eth
