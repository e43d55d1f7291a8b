#include "chain_filter.hpp"

#include <kit/enr/eth_entry.hpp>

namespace plexus::discovery {

Bytes ChainFilter::own_entry() const { return enr::encode_eth_entry(chain_.fork_id(head_())); }

Result<void> ChainFilter::accepts(BytesView eth_entry) const {
    const Result<chain::ForkId> remote = enr::decode_eth_entry(eth_entry);
    if (!remote) return remote.error();
    return chain_.accepts(*remote, head_());
}

}  // namespace plexus::discovery
