#include "capability_plugin.hpp"

#include <kit/eth/types/limits.hpp>

namespace plexus::inline v1::eth {

EthCapability::EthCapability(Host& host, const ProtocolSpec& spec)
    : context_{.host = host,
               .spec = spec,
               .profile = host.get<chain::ChainProfile>(),
               .heads = host.get<chain::HeadTracker>(),
               .forks = host.find<chain::ForkSurvey>(),
               .chain = host.find<chain::ChainReader>(),
               .packed = dynamic_cast<chain::PackedReader*>(host.find<chain::ChainReader>()),
               .transactions = host.find<TransactionSource>(),
               .overrides = host.find<ProtocolOverrides>(),
               .handshake_timeout = host[handshake_timeout],
               .request_timeout = host[request_timeout],
               .metrics = SessionMetrics{host.metrics(), spec},
               .handler_failures = handlers::HandlerFailures{host},
               .log = host.logger()} {
    host.publish<net::Capability>(*this);
}

EthCapability::~EthCapability() = default;

net::CapabilityInfo EthCapability::info() const {
    net::CapabilityInfo info;
    info.name = "eth";
    info.version = context_.spec.version;
    info.length = context_.spec.length;
    const bool cuts = context_.spec.receipts->cut == ReceiptsCodec::Cut::last_list;
    info.max_message = cuts ? limits::message_bytes : limits::whole_receipts_bytes;
    if (context_.overrides != nullptr) {
        info.length = context_.overrides->length(info.version).value_or(info.length);
    }
    return info;
}

awaitable<net::Reason> EthCapability::serve(net::ProtocolSessionPtr session, net::Pipe& pipe) {
    const auto engine = std::make_shared<Session>(context_, std::move(session));
    co_return co_await engine->serve(pipe);
}

}  // namespace plexus::inline v1::eth
