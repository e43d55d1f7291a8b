#pragma once

#include <array>

#include <api/net/capability.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/plugin.hpp>
#include <kit/eth/session/session.hpp>

namespace plexus::inline v1::eth {

/// The plugin of an eth version: everything except the version's ProtocolSpec.
class EthCapability : public Plugin, public net::Capability {
public:
    /// The capability itself, which the peer pool collects
    static constexpr std::array provides{net::Capability::key};
    /// What every version needs of other plugins
    static constexpr std::array needs{
        one<net::PeerPool>,       one<chain::ChainProfile>,  one<chain::HeadTracker>,
        maybe<chain::ForkSurvey>, maybe<chain::ChainReader>, maybe<TransactionSource>,
        maybe<ProtocolOverrides>, all<BlockHandler>,         all<TxHandler>};

    /// How long a peer may take for its Status.
    static constexpr Option<std::chrono::milliseconds> handshake_timeout{
        .name = "handshake-timeout",
        .fallback = std::chrono::seconds{5},
        .minimum = std::chrono::milliseconds{1},
        .maximum = std::chrono::minutes{1},
        .help = "how long a peer may take for its Status"};
    /// The longest that a peer may take to respond to a request.
    static constexpr Option<std::chrono::milliseconds> request_timeout{
        .name = "request-timeout",
        .fallback = std::chrono::seconds{30},
        .minimum = std::chrono::milliseconds{1},
        .maximum = std::chrono::minutes{10},
        .help =
            "the longest that a peer may take to respond to a request; a peer whose responses were "
            "quick has less"};
    /// What the plugin declares.
    static constexpr OptionList options{handshake_timeout, request_timeout};

    /// Takes the needed services and publishes the capability.
    /// @param spec  a constant: every session refers to it
    EthCapability(Host& host, const ProtocolSpec& spec);
    ~EthCapability() override;

    /// "eth", the version, and how many message codes it has with this chain's overrides.
    net::CapabilityInfo info() const override;
    awaitable<net::Reason> serve(net::ProtocolSessionPtr session, net::Pipe& pipe) override;

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
