#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/eth/raw.hpp>
#include <api/plugin/service.hpp>
#include "vote.hpp"

namespace plexus::inline v1::bsc {

/// A request for a block and its ancestors.
struct BlockRange {
    std::optional<Hash256> hash{};  ///< of the first block; if absent, `number` counts
    std::uint64_t number = 0;       ///< of the first block; not looked at if there is a hash
    std::uint64_t count = 0;        ///< 1 to 64, the first included
};

/// What a peer's bsc session offers: a protocol handle of net::Peer, there as long as its
/// eth::Remote.
///
/// @thread  any; awaitables may be awaited on any executor and hop to the peer's strand themselves
class PLEXUS_API Remote {
public:
    /// Found by `net::Peer::handle<Remote>()`.
    static constexpr ServiceKey key{"plexus.bsc.remote", 1, Cardinality::one};

    virtual ~Remote() = default;

    /// The agreed version of bsc: 1 or 2. Only 2 has blocks_by_range().
    virtual std::uint32_t version() const noexcept = 0;

    /// Requests that wait for this peer's response.
    virtual std::size_t in_flight() const noexcept = 0;

    /// The requested block, then its ancestors, as many as the peer sends.
    ///
    /// They are checked: the first is the requested block, each further one is the parent of the
    /// block before it, and bodies and sidecars match their headers. The peer is reported
    /// accordingly.
    ///
    /// @errors Errc::unsupported below bsc/2, Errc::limit_exceeded for another count,
    /// Errc::not_found
    ///         (the peer has no such block), Errc::invalid_data, Errc::timed_out, Errc::peer_gone,
    ///         Errc::overloaded, or the decoder's error
    virtual awaitable<Result<std::vector<eth::RawBlock>>> blocks_by_range(BlockRange range) = 0;

    /// Gossip: votes that the peer is known to have are not sent to it again.
    /// @errors Errc::peer_gone, Errc::limit_exceeded for more than the peer could keep
    virtual Result<void> send_votes(std::span<const Vote> votes) = 0;
};

}  // namespace plexus::inline v1::bsc
