#include "capability_plugin.hpp"

#include <kit/eth/types/limits.hpp>

namespace plexus::inline v1::eth {

EthCapability::EthCapability(Host& host, const ProtocolSpec& spec)
    : context_{.host = host,
               .spec = spec,
               .profile = host.get<chain::ChainProfile>(),
               .heads = host.get<chain::HeadTracker>(),
               .chain = host.find<chain::ChainReader>(),
               .transactions = host.find<TransactionSource>(),
               .overrides = host.find<ProtocolOverrides>(),
               .handshake_timeout = host.settings().duration("handshake-timeout"),
               .request_timeout = host.settings().duration("request-timeout"),
               .handler_failures = host.metrics().metric(host.name() + ".handler_failures"),
               .handler_stalls = host.metrics().metric(host.name() + ".handler_stalls"),
               .dropped = host.metrics().metric(host.name() + ".messages_dropped"),
               .log = host.logger()} {
    host.publish<net::Capability>(*this);
}

EthCapability::~EthCapability() = default;

void EthCapability::options(Options& options) {
    options.declare({.name = "handshake-timeout",
                     .kind = OptionKind::duration,
                     .fallback = "5s",
                     .help = "how long a peer may take for its Status",
                     .minimum = 1,
                     .maximum = 60'000});
    options.declare({.name = "request-timeout",
                     .kind = OptionKind::duration,
                     .fallback = "30s",
                     .help = "the longest that a peer may take to answer a request; a peer whose "
                             "answers were quick has less",
                     .minimum = 1,
                     .maximum = 600'000});
}

net::CapabilityInfo EthCapability::info() const {
    net::CapabilityInfo info;
    info.name = "eth";
    info.version = context_.spec.version;
    info.length = context_.spec.length;
    info.max_message = limits::message_bytes;
    if (context_.overrides != nullptr) {
        info.length = context_.overrides->length(info.version).value_or(info.length);
    }
    return info;
}

awaitable<net::Reason> EthCapability::serve(net::PeerPtr peer, net::Pipe& pipe) {
    const auto session = std::make_shared<Session>(context_, std::move(peer));
    co_return co_await session->serve(pipe);
}

}  // namespace plexus::inline v1::eth
