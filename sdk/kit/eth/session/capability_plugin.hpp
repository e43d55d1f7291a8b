#pragma once

#include <array>

#include <api/net/capability.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/plugin.hpp>
#include <kit/eth/session/session.hpp>

namespace plexus::inline v1::eth {

/// The plugin of an eth version, but for the version's ProtocolSpec.
class EthCapability : public Plugin, public net::Capability {
public:
    /// The capability itself, which the peer pool collects
    static constexpr std::array provides{net::Capability::key};
    /// What every version needs of other plugins
    static constexpr std::array needs{one<net::PeerPool>,       one<chain::ChainProfile>,
                                      one<chain::HeadTracker>,  maybe<chain::ChainReader>,
                                      maybe<TransactionSource>, maybe<ProtocolOverrides>,
                                      all<BlockHandler>,        all<TxHandler>};

    /// Takes the needed services and publishes the capability.
    /// @param spec  a constant: every session refers to it
    EthCapability(Host& host, const ProtocolSpec& spec);
    ~EthCapability() override;

    /// Declares `handshake-timeout` and `request-timeout`.
    static void options(Options& options);

    /// "eth", the version, and how many message codes it has with this chain's overrides.
    net::CapabilityInfo info() const override;
    awaitable<net::Reason> serve(net::PeerPtr peer, net::Pipe& pipe) override;

private:
    SessionContext context_;
};

/// `class Eth68 final : public CapabilityPlugin<spec> { using
/// CapabilityPlugin::CapabilityPlugin; };`
template <const ProtocolSpec& spec>
class CapabilityPlugin : public EthCapability {
public:
    /// Called by the kernel.
    explicit CapabilityPlugin(Host& host) : EthCapability(host, spec) {}
};

}  // namespace plexus::inline v1::eth
