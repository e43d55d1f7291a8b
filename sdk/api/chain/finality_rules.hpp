#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <api/core/api.hpp>
#include <api/core/bytes.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::chain {

/// Which blocks validators have agreed on, as of one block of the chain. All are ancestors of it.
struct Finality {
    std::optional<std::uint64_t> justified{};  ///< number of the last block that has a quorum
    std::optional<std::uint64_t> finalized{};  ///< number of the last block that stays for ever
    std::size_t validators = 0;                ///< that may seal the next block; 0: not known
};

/// How a chain tells in its headers which blocks are final. Its plugin publishes this; a chain
/// without such headers has none.
///
/// @thread any
/// @errors none: what is not known is absent
class PLEXUS_API FinalityRules {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.chain.finality-rules", 1, Cardinality::one};

    virtual ~FinalityRules();

    /// @param header  RLP of a header of the node's chain
    virtual Finality finality(BytesView header) const = 0;
};

}  // namespace plexus::inline v1::chain
