#pragma once

#include <cstdint>
#include <memory>

#include <api/chain/header_rules.hpp>
#include <api/eth/body_rules.hpp>

#include "kept_block.hpp"

namespace plexus::relay {

/// What is wrong with a block.
enum class Fault : std::uint8_t {
    none,
    early,  ///< its time is too far ahead: perhaps a clock is wrong, so it is neither passed on nor
            ///< held against the peer
    header,  ///< no valid block has this header
    body,    ///< the body does not match the header; another peer may have the right one
};

struct Examination {
    Fault fault = Fault::none;
    std::unique_ptr<KeptBlock> block{};  ///< null if there is a fault
};

/// The chain's own rules; each may be absent.
struct Rules {
    const chain::HeaderRules* headers = nullptr;  ///< none: seals are not checked
    const eth::BodyRules* bodies = nullptr;       ///< none: the chain appends nothing
};

/// Checks a block whose hash is its header's: the header, the chain's own rules for it, that the
/// body is the one it commits to, and that the chain's rule lets stand what is appended. It does
/// not check whether its transactions can be executed, nor whether blobs match their commitments.
///
/// @thread  heavy: belongs on the blocking pool
/// @param parent  as for eth::check_header
/// @param now     Unix seconds
Examination examine(eth::RawBlock block, const eth::Header* parent, const Rules& rules,
                    std::uint64_t now);

}  // namespace plexus::relay
