#include "capability.hpp"

#include <plugins/bsc/protocol/limits.hpp>

#include "code.hpp"

namespace plexus::inline v1::bsc {

net::CapabilityInfo Capability::info() const {
    net::CapabilityInfo info;
    info.name = "bsc";
    info.version = version_;
    info.length = version_ == 1 ? code::votes + 1 : code::blocks_by_range + 1;
    info.max_message = limits::message_bytes;
    info.base = "eth";
    return info;
}

awaitable<net::Reason> Capability::serve(net::ProtocolSessionPtr session, net::Pipe& pipe) {
    const auto engine = std::make_shared<BscSession>(context_, version_, std::move(session));
    co_return co_await engine->serve(pipe);
}

}  // namespace plexus::inline v1::bsc
