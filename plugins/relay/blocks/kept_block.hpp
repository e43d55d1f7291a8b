#pragma once

#include <memory>

#include <api/eth/raw.hpp>
#include <api/net/node.hpp>
#include <kit/eth/types/header.hpp>

namespace plexus::relay {

/// A block that was checked and is kept.
///
/// @thread immutable: any
struct KeptBlock {
    eth::RawBlock block{};  ///< its bytes are its own: no message is kept alive by it
    eth::Header header{};
    SharedBytes body_list{};  ///< as BlockBodies has it
    Uint256 beyond_anchor{};  ///< the difficulties behind the anchor, summed up
    std::size_t bytes = 0;
    net::NodeId from{};  ///< the peer that sent it first; zero for the anchor
};

using KeptBlockPtr = std::shared_ptr<const KeptBlock>;

/// Brings a block into the one form in which it is kept, whether it came as NewBlock or was
/// fetched. What a chain appends to a body (BSC: the sidecars) is behind the total difficulty in
/// the one and behind the body's own items in the other; here it is `extra`, and nothing if it is
/// an empty list.
/// @errors malformed, non_canonical, limit_exceeded
Result<eth::RawBlock> in_gossip_form(eth::RawBlock block);

/// @param block  in gossip form, with a body that fits the header
KeptBlock keep(const eth::RawBlock& block, eth::Header header);

}  // namespace plexus::relay
