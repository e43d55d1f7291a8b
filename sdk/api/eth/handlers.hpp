#pragma once

#include <span>

#include <api/async/clock.hpp>
#include <api/core/asio.hpp>
#include <api/eth/raw.hpp>
#include <api/net/peer.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::eth {

/// How a handler judges what it was called with. All handlers are called; the worst validation
/// result becomes one event of the peer.
enum class ValidationResult : std::uint8_t {
    accept,     ///< new and valid
    duplicate,  ///< valid, but seen before
    ignore,     ///< not validated
    reject,     ///< invalid: costs the peer
};

/// How something came to this node.
enum class Source : std::uint8_t {
    gossip,    ///< the peer sent it by itself; nothing is checked but its form
    response,  ///< this node requested it, and checked it against its header
};

/// When, how and from which peer something came. The same block arrives once from each peer that
/// sends it.
struct Origin {
    net::PeerPtr peer;               ///< never null
    Source source = Source::gossip;  ///< says what was checked already
    SteadyTime received_at{};        ///< when the message was complete, for measuring
    WallTime wall_time{};            ///< the same moment, for people
};

/// Called with the blocks that peers send and announce.
///
/// @thread     the strand of the origin's peer, so for many peers at once; a handler that wants
///             one call at a time wraps itself in kit::serial
/// @ownership  arguments live until the returned coroutine has ended
/// @errors     an exception is logged, counted, and taken as `ignore`
class PLEXUS_API BlockHandler {
public:
    /// Any number of providers in a node.
    static constexpr ServiceKey key{"plexus.eth.block-handler", 1, Cardinality::many};

    virtual ~BlockHandler();

    /// A whole block, gossiped or fetched: see Origin::source.
    virtual awaitable<ValidationResult> on_block(const Origin& origin, const RawBlock& block) = 0;
    /// Blocks that a peer has announced; by default ignored.
    /// @param blocks  at least one
    virtual awaitable<ValidationResult> on_block_hashes(const Origin& origin,
                                                        std::span<const BlockAnnouncement> blocks);
};

/// Called with the transactions that peers send and announce. Thread, ownership, errors: as
/// BlockHandler.
class PLEXUS_API TxHandler {
public:
    /// Any number of providers in a node.
    static constexpr ServiceKey key{"plexus.eth.transaction-handler", 1, Cardinality::many};

    virtual ~TxHandler();

    /// Whole transactions, gossiped or fetched.
    /// @param transactions  at least one
    virtual awaitable<ValidationResult> on_transactions(
        const Origin& origin, std::span<const RawTransaction> transactions) = 0;
    /// Transactions that a peer has announced; by default ignored.
    /// @param transactions  at least one
    virtual awaitable<ValidationResult> on_announcement(
        const Origin& origin, std::span<const TransactionAnnouncement> transactions);
};

/// Called with fetched and verified receipts. Thread, ownership, errors: as BlockHandler.
class PLEXUS_API ReceiptHandler {
public:
    /// Any number of providers in a node.
    static constexpr ServiceKey key{"plexus.eth.receipt-handler", 1, Cardinality::many};

    virtual ~ReceiptHandler();

    /// The receipts of one block; its header's root matches them.
    virtual awaitable<ValidationResult> on_receipts(const Origin& origin,
                                                    const RawReceipts& receipts) = 0;
};

}  // namespace plexus::inline v1::eth
