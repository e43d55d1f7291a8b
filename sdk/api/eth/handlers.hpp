#pragma once

#include <span>

#include <api/async/clock.hpp>
#include <api/core/asio.hpp>
#include <api/eth/raw.hpp>
#include <api/net/peer.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::eth {

/// What a handler thinks of what it was handed. All handlers are asked; the worst validation result
/// becomes one event on the peer.
enum class ValidationResult : std::uint8_t {
    accept,     ///< new and valid
    duplicate,  ///< valid, but seen before
    ignore,     ///< not validated
    reject,     ///< invalid: costs the peer
};

enum class Source : std::uint8_t {
    gossip,    ///< the peer sent it by itself; nothing is checked but its form
    response,  ///< this node requested it, and checked it against its header
};

/// When, how and from whom something came. The same block arrives once from each peer that sends
/// it.
struct Origin {
    net::PeerPtr peer;  ///< never null
    Source source = Source::gossip;
    SteadyTime received_at{};
    WallTime wall_time{};
};

/// Is told of blocks.
///
/// @thread     the strand of the origin's peer, so for many peers at once; a handler that wants
///             one call at a time wraps itself in kit::serial
/// @ownership  arguments live until the returned coroutine has ended
/// @errors     an exception is logged, counted, and taken as `ignore`
class PLEXUS_API BlockHandler {
public:
    static constexpr ServiceKey key{"plexus.eth.block-handler", 1, Cardinality::many};

    virtual ~BlockHandler();

    virtual awaitable<ValidationResult> on_block(const Origin& origin, const RawBlock& block) = 0;
    virtual awaitable<ValidationResult> on_block_hashes(const Origin& origin,
                                                        std::span<const BlockAnnouncement> blocks);
};

/// Is told of transactions. Thread, ownership, errors: as BlockHandler.
class PLEXUS_API TxHandler {
public:
    static constexpr ServiceKey key{"plexus.eth.tx-handler", 1, Cardinality::many};

    virtual ~TxHandler();

    virtual awaitable<ValidationResult> on_transactions(
        const Origin& origin, std::span<const RawTransaction> transactions) = 0;
    virtual awaitable<ValidationResult> on_announcement(
        const Origin& origin, std::span<const TransactionAnnouncement> transactions);
};

/// Is told of fetched and verified receipts. Thread, ownership, errors: as BlockHandler.
class PLEXUS_API ReceiptHandler {
public:
    static constexpr ServiceKey key{"plexus.eth.receipt-handler", 1, Cardinality::many};

    virtual ~ReceiptHandler();

    virtual awaitable<ValidationResult> on_receipts(const Origin& origin,
                                                    const RawReceipts& receipts) = 0;
};

}  // namespace plexus::inline v1::eth
