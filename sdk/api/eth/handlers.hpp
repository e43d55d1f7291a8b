#pragma once

#include <span>

#include <api/async/clock.hpp>
#include <api/core/asio.hpp>
#include <api/eth/raw.hpp>
#include <api/net/peer.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::eth {

/// What a handler thinks of what it was handed. All handlers are asked; the worst opinion becomes
/// one event on the peer.
enum class Opinion : std::uint8_t {
    ok,      ///< new and good
    known,   ///< good, but seen before
    ignore,  ///< no opinion
    bad,     ///< does not verify: costs the peer
};

enum class Provenance : std::uint8_t {
    gossip,   ///< the peer sent it by itself; nothing is checked but its form
    fetched,  ///< this node asked for it, and checked it against its header
};

/// When, how and from whom something came. The same block is sighted once for each peer that sends
/// it.
struct Sighting {
    net::PeerPtr peer;  ///< never null
    Provenance provenance = Provenance::gossip;
    SteadyTime steady{};
    WallTime wall{};
};

/// Is told of blocks.
///
/// @thread     the strand of the sighting's peer, so for many peers at once; a handler that wants
///             one call at a time wraps itself in kit::serial
/// @ownership  arguments live until the returned coroutine has ended
/// @errors     an exception is logged, counted, and taken as `ignore`
class PLEXUS_API BlockHandler {
public:
    static constexpr ServiceKey key{"plexus.eth.block-handler", 1, Cardinality::many};

    virtual ~BlockHandler();

    virtual awaitable<Opinion> on_block(const Sighting& sighting, const RawBlock& block) = 0;
    virtual awaitable<Opinion> on_block_hashes(const Sighting& sighting,
                                               std::span<const BlockAnnouncement> blocks);
};

/// Is told of transactions. Thread, ownership, errors: as BlockHandler.
class PLEXUS_API TxHandler {
public:
    static constexpr ServiceKey key{"plexus.eth.tx-handler", 1, Cardinality::many};

    virtual ~TxHandler();

    virtual awaitable<Opinion> on_transactions(const Sighting& sighting,
                                               std::span<const RawTransaction> transactions) = 0;
    virtual awaitable<Opinion> on_announcement(
        const Sighting& sighting, std::span<const TransactionAnnouncement> transactions);
};

/// Is told of fetched and verified receipts. Thread, ownership, errors: as BlockHandler.
class PLEXUS_API ReceiptHandler {
public:
    static constexpr ServiceKey key{"plexus.eth.receipt-handler", 1, Cardinality::many};

    virtual ~ReceiptHandler();

    virtual awaitable<Opinion> on_receipts(const Sighting& sighting,
                                           const RawReceipts& receipts) = 0;
};

}  // namespace plexus::inline v1::eth
