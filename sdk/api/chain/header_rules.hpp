#pragma once

#include <api/core/asio.hpp>
#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::chain {

/// The rules of a chain that can be checked on one header alone: above all, its seal. That headers
/// link and bodies match is checked elsewhere.
///
/// @thread  any; a check may recover a signature, so it belongs on the blocking pool
class PLEXUS_API HeaderRules {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.chain.header-rules", 1, Cardinality::one};

    virtual ~HeaderRules();

    /// Learns from the stored chain what check() needs; until that has ended, check() may let
    /// headers pass that it refuses afterwards. To be awaited before headers are checked, each
    /// time: it returns at once if nothing has changed. By default there is nothing to learn.
    virtual awaitable<void> prepare() const;

    /// @param header  one RLP list
    /// @errors Errc::invalid_data, Errc::bad_signature, or the decoder's error
    virtual Result<void> check(BytesView header) const = 0;

    /// Whether check() refuses a header without a valid seal. If not, any peer can invent headers
    /// that pass, and blocks are not pushed to peers that did not request them.
    virtual bool checks_seals() const noexcept { return true; }
};

}  // namespace plexus::inline v1::chain
