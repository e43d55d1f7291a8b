#pragma once

#include <optional>
#include <vector>

#include <api/chain/head.hpp>
#include <api/chain/header_rules.hpp>
#include <api/eth/raw.hpp>
#include <kit/chain/spec_profile.hpp>
#include <kit/testing/eth/fake_chain.hpp>

namespace plexus::simulation {

/// The seconds from one block to the next one.
inline constexpr std::uint64_t block_time = 60;

/// How a header shows who made it. Nobody forges a seal here; a hostile node has only `none`.
enum class Seal : std::uint8_t {
    none,       ///< of somebody who may not seal
    old_rules,  ///< valid until the fork that not all nodes know, and after it to those that do not
    new_rules,  ///< valid after that fork, to those that know it
};

/// When the rules of the chain change, in Unix seconds.
struct Forks {
    std::uint64_t planned = 0;                ///< known to all nodes; it changes the fork id alone
    std::optional<std::uint64_t> disputed{};  ///< if this node knows it: other seals are valid
};

/// The chain as one node knows it: its profile, and who may seal.
class SimulatedChain final : public chain::HeaderRules {
public:
    /// @param start  of the chain, in Unix seconds
    SimulatedChain(std::uint64_t start, Forks forks, std::vector<net::Node> bootnodes);

    const chain::SpecProfile& profile() const noexcept { return profile_; }
    chain::SpecProfile& profile() noexcept { return profile_; }

    Result<void> check(BytesView header) const override;

    /// The seal that is valid in a block of that time.
    Seal valid_at(std::uint64_t time) const noexcept;

    /// A block that follows, with total difficulty, and another one at each call.
    eth::RawBlock next_block(const chain::Head& parent, Seal seal) const;

    /// As next_block(), with the seal that is valid.
    eth::RawBlock next_block(const chain::Head& parent) const;

private:
    testing::ChainOptions options_;
    Forks forks_;
    chain::SpecProfile profile_;
};

}  // namespace plexus::simulation
