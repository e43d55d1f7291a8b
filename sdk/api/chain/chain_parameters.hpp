#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <api/core/api.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::chain {

/// Room for blobs from a fork on.
/// @spec EIP-7840, "Specification"
struct BlobRules {
    std::uint64_t time = 0;             ///< of the fork, in Unix seconds
    std::uint64_t target = 0;           ///< blobs of a block at which their price stays
    std::uint64_t max = 0;              ///< blobs that a block may have
    std::uint64_t update_fraction = 0;  ///< baseFeeUpdateFraction: how slowly the price moves
    bool reserve_price = false;         ///< EIP-7918: the price is bound to the price of gas

    friend bool operator==(const BlobRules&, const BlobRules&) = default;
};

/// What a chain's configuration says beside what peers compare, which ChainProfile tells.
///
/// @thread  immutable: any
class PLEXUS_API ChainParameters {
public:
    /// One provider in a node; a chain's plugin that publishes none leaves others to the network
    /// id.
    static constexpr ServiceKey key{"plexus.chain.parameters", 1, Cardinality::one};

    virtual ~ChainParameters();

    /// What transactions are signed for; 0 if the chain has none.
    /// @spec EIP-155
    virtual std::uint64_t chain_id() const = 0;

    /// What each fork that changes it says of blobs, by time; of several at one time the last one
    /// holds. Empty on a chain without blobs.
    virtual std::vector<BlobRules> blob_schedule() const = 0;

    /// The chain's configuration, a JSON object as the `config` of a genesis file; empty if there
    /// is none.
    /// @spec go-ethereum, params/config.go, ChainConfig
    virtual std::string config() const = 0;
};

}  // namespace plexus::inline v1::chain
