#pragma once

#include <optional>

#include <plugins/sync/fetch/batch.hpp>
#include <plugins/sync/settings.hpp>

namespace plexus::sync {

/// A block as NewBlock brings it, checked by itself: the chain's rules for its header, and that the
/// body, with what the chain appends to it, is the header's.
/// @thread  heavy: belongs on the blocking pool
/// @param from  the peer that has sent it
/// @returns a batch of one block, with receipts if the block has no transactions
/// @errors  Errc::invalid_data, Errc::bad_signature, or the decoder's error
Result<Batch> check_gossiped(const Services& services, const eth::RawBlock& block,
                             net::PeerPtr from);

/// The block that a peer has announced, if the node holds it without having it in its chain: the
/// relay keeps what it has been sent.
/// @thread  the plugin's strand; checking happens on the blocking pool
/// @returns a batch as check_gossiped() makes it
awaitable<std::optional<Batch>> held_block(const Services& services, net::PeerPtr from,
                                           eth::BlockAnnouncement block);

/// Requests a whole block from a peer that has announced it: header, body and receipts at once, as
/// each of them is requested by the hash, so that it takes one round trip.
///
/// What the peer sends is checked, and reported: the peer has said that it has the block, so it
/// pays for an empty response, and for a block of another number.
///
/// @thread  the plugin's strand; checking happens on the blocking pool
/// @errors  Errc::not_found, Errc::invalid_data, Errc::timed_out, Errc::peer_gone, or as above
awaitable<Result<Batch>> request_announced(const Services& services, Receipts receipts,
                                           net::PeerPtr peer, eth::BlockAnnouncement block);

/// Requests the receipts of a batch of one block from a peer. An empty response costs the peer
/// nothing: a peer sends a block on before it has executed it.
/// @errors  as above
awaitable<Result<void>> request_receipts(const Services& services, net::PeerPtr peer, Batch& batch);

}  // namespace plexus::sync
