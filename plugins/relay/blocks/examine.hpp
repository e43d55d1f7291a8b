#pragma once

#include <cstdint>
#include <memory>

#include <api/chain/header_rules.hpp>

#include "kept_block.hpp"

namespace plexus::relay {

/// What is wrong with a block.
enum class Fault : std::uint8_t {
    none,
    early,   ///< its time has not come: nobody's fault, perhaps, but not to be passed on either
    header,  ///< there can be no such block
    body,    ///< not what belongs to this header; another peer may have the right one
};

struct Examination {
    Fault fault = Fault::none;
    std::unique_ptr<KeptBlock> block{};  ///< if there is none
};

/// Checks what can be seen of a header beside its parent's, whatever the chain: that it follows,
/// that its time is neither before the parent's nor more than 15 s ahead, its gas and difficulty.
/// @param parent  null for the block that all others will stand on
Fault check_header(const eth::Header& header, const eth::Header* parent, std::uint64_t now);

/// Checks a block whose hash is its header's: the header, the chain's own rules for it, that the
/// body is the one it commits to, and that what is appended is its blob sidecars. Not whether its
/// transactions can be executed, nor whether the blobs are the ones committed to.
///
/// @thread  heavy: belongs on the blocking pool
/// @param parent  as for check_header
/// @param rules   may be null
/// @param now     Unix seconds
Examination examine(eth::RawBlock block, const eth::Header* parent, const chain::HeaderRules* rules,
                    std::uint64_t now);

}  // namespace plexus::relay
