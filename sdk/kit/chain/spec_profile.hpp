#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <api/chain/chain_parameters.hpp>
#include <api/chain/chain_profile.hpp>
#include <kit/chain/fork_id.hpp>

namespace plexus::inline v1::chain {

/// A chain as plain data.
struct ChainSpec {
    std::string name{};                       ///< for people and for options: `mainnet`
    std::uint64_t network_id = 0;             ///< of Status
    std::optional<std::uint64_t> chain_id{};  ///< of EIP-155, 0 for none; if absent, the network id
    Bytes genesis_header{};                   ///< one RLP list
    Bytes genesis_body{};                     ///< `[transactions, uncles, withdrawals?]`
    std::vector<std::uint64_t> block_forks{};  ///< numbers of first blocks, any order, 0 means none
    std::vector<std::uint64_t> time_forks{};   ///< Unix seconds, any order
    std::vector<BlobRules> blob_schedule{};    ///< any order
    std::map<std::uint64_t, std::string> fork_names{};  ///< by number or time, for people
    std::string config{};                               ///< what ChainParameters::config() says
    std::vector<net::Node> bootnodes{};                 ///< where discovery begins
    std::vector<net::Node> static_nodes{};  ///< dialled always, and again when they are lost
};

/// The profile of a chain that can be written down: all that a chain plugin has to make.
///
/// @thread  immutable: any
class SpecProfile final : public ChainProfile, public ChainParameters {
public:
    /// @errors ConfigError if the genesis header is none
    explicit SpecProfile(ChainSpec spec);

    std::string name() const override { return spec_.name; }
    std::uint64_t network_id() const override { return spec_.network_id; }
    std::uint64_t chain_id() const override { return spec_.chain_id.value_or(spec_.network_id); }
    std::vector<BlobRules> blob_schedule() const override { return spec_.blob_schedule; }
    std::string config() const override { return spec_.config; }
    Head genesis() const override { return genesis_; }
    SharedBytes genesis_header() const override { return header_; }
    SharedBytes genesis_body() const override { return body_; }

    /// The genesis block's hash and difficulty, at a number behind the last fork that has one:
    /// peers find it on their chain, and it is so light that none of them will want to sync from
    /// us.
    Head assumed_head(WallTime now) const override;

    ForkId fork_id(const Head& head) const override;
    Result<void> accepts(const ForkId& remote, const Head& head) const override;
    std::vector<net::Node> bootnodes() const override { return spec_.bootnodes; }
    std::vector<net::Node> static_nodes() const override { return spec_.static_nodes; }

    /// Every state of the chain's rules with its fork id. A view into this profile.
    const ForkIds& fork_ids() const noexcept { return fork_ids_; }
    /// The data that the profile was made of.
    const ChainSpec& spec() const noexcept { return spec_; }

private:
    ChainSpec spec_;
    SharedBytes header_;
    SharedBytes body_;
    Head genesis_;
    ForkIds fork_ids_;
};

}  // namespace plexus::inline v1::chain
