#pragma once

#include <array>

#include <api/net/capability.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/plugin.hpp>
#include <kit/eth/session/session.hpp>

namespace plexus::inline v1::eth {

/// The whole of an eth plugin but its table.
class EthCapability : public Plugin, public net::Capability {
public:
    static constexpr std::array provides{net::Capability::key};
    static constexpr std::array needs{one<net::PeerPool>,       one<chain::ChainProfile>,
                                      one<chain::HeadTracker>,  maybe<chain::ChainReader>,
                                      maybe<TransactionSource>, maybe<ProtocolOverrides>,
                                      all<BlockHandler>,        all<TxHandler>};

    EthCapability(Host& host, const ProtocolSpec& spec);
    ~EthCapability() override;

    static void options(Options& options);

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
    explicit CapabilityPlugin(Host& host) : EthCapability(host, spec) {}
};

}  // namespace plexus::inline v1::eth
