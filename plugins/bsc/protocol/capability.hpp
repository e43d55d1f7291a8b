#pragma once

#include <api/net/capability.hpp>

#include "session.hpp"

namespace plexus::inline v1::bsc {

/// bsc/1 (votes) or bsc/2 (and ranges of blocks), a dependent capability of eth.
///
/// bsc/3 differs from bsc/2 in the contents of blocks; only releases v1.6.2 to v1.7.3 have it, all
/// of which speak bsc/2 too.
class Capability final : public net::Capability {
public:
    Capability(const SessionContext& context, std::uint32_t version)
        : context_(context), version_(version) {}

    net::CapabilityInfo info() const override;
    awaitable<net::Reason> serve(net::ProtocolSessionPtr session, net::Pipe& pipe) override;

private:
    const SessionContext& context_;
    std::uint32_t version_;
};

}  // namespace plexus::inline v1::bsc
