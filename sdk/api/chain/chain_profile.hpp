#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/chain/head.hpp>
#include <api/core/result.hpp>
#include <api/core/shared_bytes.hpp>
#include <api/net/node.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::chain {

/// Which chain the node belongs to.
///
/// @thread  immutable: any
class PLEXUS_API ChainProfile {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.chain.profile", 1, Cardinality::one};

    virtual ~ChainProfile();

    /// The chain's name, for logs and commands.
    virtual std::string name() const = 0;
    /// What Status tells; peers with another one are refused.
    virtual std::uint64_t network_id() const = 0;

    /// The genesis block as a head: number 0, its hash, time and difficulty.
    virtual Head genesis() const = 0;

    /// The genesis header and body, RLP encoded: what a store begins with.
    virtual SharedBytes genesis_header() const = 0;
    /// `[transactions, uncles, withdrawals?]` of the genesis block, RLP encoded.
    virtual SharedBytes genesis_body() const = 0;

    /// The head of a node without a chain: the hash of the genesis block, with number and time such
    /// that the fork id is today's.
    virtual Head assumed_head(WallTime now) const = 0;

    /// The fork id of a node with this head: its number and time decide.
    virtual ForkId fork_id(const Head& head) const = 0;

    /// Whether a peer with that fork id can be on our chain, checked at our head.
    /// @errors Errc::incompatible
    /// @spec   EIP-2124, "Validation rules"
    virtual Result<void> accepts(const ForkId& remote, const Head& head) const = 0;

    /// Where discovery begins; may be empty.
    virtual std::vector<net::Node> bootnodes() const = 0;
    /// Nodes that the pool stays connected to; may be empty.
    virtual std::vector<net::Node> static_nodes() const = 0;
};

}  // namespace plexus::inline v1::chain
