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
#include <api/net/peer.hpp>
#include <api/net/peer_report.hpp>
#include <api/net/protocol_counters.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::eth {

/// A peer's chain as seen through its eth session: a protocol handle of net::Peer, there from the
/// end of the eth handshake to the end of the session.
///
/// Responses are matched by request-id and type and bounded by the request, but only their form is
/// checked: whether headers link and bodies match is for the caller to verify, and to report().
///
/// @thread  any; awaitables may be awaited on any executor and switch to the peer's strand
///         themselves
/// @errors  Errc::timed_out (already reported; the deadline follows the peer: stats()),
///          Errc::peer_gone, Errc::unsupported (the version has no such message),
///          Errc::limit_exceeded (more was requested than one response may hold), Errc::overloaded
class PLEXUS_API Remote {
public:
    /// Found by `net::Peer::handle()`, for one peer.
    static constexpr ServiceKey key{"plexus.eth.remote", 2, Cardinality::one};

    virtual ~Remote();

    /// The agreed version of eth: 66 to 70.
    virtual std::uint32_t version() const noexcept = 0;

    /// Whether the version has this message. Codes count from the offset of the capability.
    virtual bool speaks(std::uint64_t code) const noexcept = 0;

    /// The peer's Status, with head, range and total difficulty renewed by what it announced since.
    virtual Status status() const = 0;

    /// Requests that wait for this peer's response.
    virtual std::size_t in_flight() const noexcept = 0;

    /// What was counted so far.
    virtual net::ProtocolStats stats() const noexcept = 0;

    /// Says what became of what this peer sent, for its score. The session itself reports what it
    /// can see: that a response came, came late or broke the rules, and what handlers made of
    /// gossip. Left to the caller is what only it can check: PeerEvent::served_request,
    /// empty_response, sent_bad_data, and timed_out for a limit of its own.
    virtual void report(net::PeerReport report) = 0;

    /// GetBlockHeaders. One RLP list for each header, as many as the peer has and sends.
    /// @param query  at most limits::response_items headers
    virtual awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery query) = 0;
    /// GetBlockBodies. `[transactions, uncles, withdrawals?]` for each block that the peer has, in
    /// the order of the hashes.
    virtual awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256> hashes) = 0;

    /// `[receipt, ...]` for each block, in the form of eth/68 whatever the version, and whole.
    /// @errors also Errc::not_found: a part of a block's receipts came, and then the peer had the
    ///         block no longer
    virtual awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256> hashes) = 0;
    /// GetPooledTransactions. The transactions that the peer has, in the order of the hashes.
    virtual awaitable<Result<std::vector<RawTransaction>>> pooled_transactions(
        std::vector<Hash256> hashes) = 0;

    /// State entries by hash; eth/66 only.
    virtual awaitable<Result<chain::RawItems>> node_data(std::vector<Hash256> hashes) = 0;

    // Gossip. Items that the peer is known to have are not sent again; transactions are not sent to
    // a peer that does not want them; a message that the version lacks is not sent; blocks are sent
    // only to a peer whose Status told a total difficulty, as the others get them from their beacon
    // chain.

    /// Whether the peer is not known to have the block, and wants blocks.
    virtual bool lacks_block(const Hash256& hash) const = 0;
    /// As lacks_block, for a transaction.
    virtual bool lacks_transaction(const Hash256& hash) const = 0;

    /// Queues NewBlock.
    /// @errors Errc::peer_gone
    virtual Result<void> send_block(BlockGossip block) = 0;
    /// Queues NewBlockHashes for those that the peer lacks.
    /// @errors Errc::peer_gone
    virtual Result<void> announce_blocks(BlockHashGossip blocks) = 0;
    /// Queues Transactions, in as many messages as needed, for those that the peer lacks.
    /// @errors Errc::peer_gone
    virtual Result<void> send_transactions(TxGossip transactions) = 0;
    /// Queues NewPooledTransactionHashes for those that the peer lacks.
    /// @errors Errc::peer_gone
    virtual Result<void> announce_transactions(TxHashGossip transactions) = 0;
};

/// Remote::report() for callers that have the peer. Without an eth session there is nothing left
/// to say: what the peer did until then is part of its score.
PLEXUS_API void report(const net::Peer& peer, net::PeerReport report);

}  // namespace plexus::inline v1::eth
