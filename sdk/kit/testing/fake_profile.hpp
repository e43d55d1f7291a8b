#pragma once

#include <api/chain/chain_profile.hpp>

namespace plexus::testing {

/// A chain without forks, which accepts its own fork id alone. All of it can be set.
class FakeProfile final : public chain::ChainProfile {
public:
    std::uint64_t network = 1337;  ///< what network_id() returns
    chain::Head first{};           ///< what genesis() and assumed_head() return
    /// What fork_id() returns, and the only one that accepts() accepts
    chain::ForkId fork{.hash = {{0x11, 0x22, 0x33, 0x44}}, .next = 0};
    Bytes header{};                  ///< what genesis_header() returns
    Bytes body{};                    ///< what genesis_body() returns
    std::vector<net::Node> boot{};   ///< what bootnodes() returns
    std::vector<net::Node> fixed{};  ///< what static_nodes() returns

    std::string name() const override { return "fake"; }
    std::uint64_t network_id() const override { return network; }
    chain::Head genesis() const override { return first; }
    SharedBytes genesis_header() const override { return SharedBytes{header}; }
    SharedBytes genesis_body() const override { return SharedBytes{body}; }
    chain::Head assumed_head(WallTime) const override { return first; }
    chain::ForkId fork_id(const chain::Head&) const override { return fork; }
    Result<void> accepts(const chain::ForkId& remote, const chain::Head&) const override {
        if (remote == fork) return {};
        return make_error_code(Errc::incompatible);
    }
    std::vector<net::Node> bootnodes() const override { return boot; }
    std::vector<net::Node> static_nodes() const override { return fixed; }
};

}  // namespace plexus::testing
