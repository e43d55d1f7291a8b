#pragma once

#include <functional>

#include <api/chain/chain_profile.hpp>
#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

namespace plexus::discovery {

/// Our end of the chain, as the `eth` entry of a node record tells it.
///
/// @thread  any
/// @spec    EIP-2124; devp2p enr-entries/eth.md
class ChainFilter {
public:
    /// Yields our end of the chain.
    using HeadSource = std::function<chain::Head()>;

    /// @param chain  outlives the filter
    ChainFilter(const chain::ChainProfile& chain, HeadSource head)
        : chain_{chain}, head_{std::move(head)} {}

    /// The `eth` entry of our own record as of now.
    Bytes own_entry() const;

    /// Whether a node with that `eth` entry can be on our chain.
    /// @errors malformed, non_canonical; what ChainProfile::accepts says
    Result<void> accepts(BytesView eth_entry) const;

private:
    const chain::ChainProfile& chain_;
    HeadSource head_;
};

}  // namespace plexus::discovery
