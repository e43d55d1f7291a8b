#pragma once

#include <cstdint>
#include <vector>

#include <api/async/clock.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/eth/gossip.hpp>
#include <api/eth/raw.hpp>
#include <api/eth/status.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::eth {

/// What passed between this node and one peer's eth session since the handshake.
struct RemoteStats {
    std::uint64_t requested = 0;  ///< requests sent
    std::uint64_t answered = 0;   ///< of these, with a response of good form
    std::uint64_t timed_out = 0;  ///< of these, not answered before their deadline
    std::uint64_t refused = 0;    ///< of these, with a response that broke the rules
    std::uint64_t served = 0;     ///< the peer's requests that were answered
    Duration last_latency{};      ///< from the last answered request to its response
    Duration mean_latency{};      ///< smoothed over the responses; zero before the first
    Duration deadline{};          ///< what the next request gets
};

/// A peer's chain as seen through its eth session: a protocol handle of net::Peer, there from the
/// end of the eth handshake to the end of the session.
///
/// Answers are matched by request id and type and bounded by what was asked, but only their form is
/// checked: whether headers link and bodies match is the asker's to verify and to report.
///
/// @thread  any; awaitables may be awaited on any executor and hop to the peer's strand themselves
/// @errors  Errc::timed_out (already reported; the deadline follows the peer: RemoteStats),
///          Errc::peer_gone, Errc::unsupported (the version has no such message),
///          Errc::limit_exceeded (more was asked than one response may hold), Errc::overloaded
class PLEXUS_API Remote {
public:
    static constexpr ServiceKey key{"plexus.eth.remote", 2, Cardinality::one};

    virtual ~Remote();

    virtual std::uint32_t version() const noexcept = 0;

    /// Whether the version has this message. Codes count from the offset of the capability.
    virtual bool speaks(std::uint64_t code) const noexcept = 0;

    /// The peer's Status, with head, range and total difficulty renewed by what it announced since.
    virtual Status status() const = 0;

    /// Requests that wait for this peer's response.
    virtual std::size_t in_flight() const noexcept = 0;

    virtual RemoteStats stats() const noexcept = 0;

    virtual awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery query) = 0;
    virtual awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256> hashes) = 0;

    /// `[receipt, ...]` for each block, in the form of eth/68 whatever the version, and whole.
    /// @errors also Errc::not_found: half of a block's receipts came, and then the peer lost it
    virtual awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256> hashes) = 0;
    virtual awaitable<Result<std::vector<RawTransaction>>> pooled_transactions(
        std::vector<Hash256> hashes) = 0;

    /// State entries by hash; eth/66 only.
    virtual awaitable<Result<chain::RawItems>> node_data(std::vector<Hash256> hashes) = 0;

    // Gossip. What the peer is known to have is not sent to it again, transactions not at all to
    // one that does not want them, and nothing that its version has no message for; blocks only to
    // one that told a total difficulty, as else it has its head from elsewhere.

    /// Whether the peer is not known to have it, and wants to be told.
    virtual bool lacks_block(const Hash256& hash) const = 0;
    virtual bool lacks_transaction(const Hash256& hash) const = 0;

    virtual Result<void> send_block(BlockGossip block) = 0;
    virtual Result<void> announce_blocks(BlockHashGossip blocks) = 0;
    virtual Result<void> send_transactions(TxGossip transactions) = 0;
    virtual Result<void> announce_transactions(TxHashGossip transactions) = 0;
};

}  // namespace plexus::inline v1::eth
