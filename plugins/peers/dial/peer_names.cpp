#include "peer_names.hpp"

#include <algorithm>

namespace plexus::peers {

PeerNames::PeerNames(AccessLists& access, Logger logger, net::HostLookup lookup)
    : access_(access), log_(std::move(logger)), names_(std::move(lookup)) {}

awaitable<Result<net::Node>> PeerNames::resolve(net::Node node) {
    std::string host = access_.host_of(node.id);
    if (host.empty()) co_return node;
    Result<net::Node> resolved = co_await names_.resolve(node, std::move(host));
    if (resolved) {
        access_.set_addresses(*resolved);
    } else if (!node.endpoints().empty()) {
        co_return node;
    }
    co_return resolved;
}

awaitable<void> PeerNames::resolve_trusted() {
    const std::vector<net::Node> nodes = access_.trusted_nodes();
    std::erase_if(warned_of_, [this](const net::NodeId& id) { return !access_.is_trusted(id); });
    for (const net::Node& node : nodes) {
        const Result<net::Node> resolved = co_await resolve(node);
        if (resolved) {
            warned_of_.erase(node.id);
        } else if (warned_of_.insert(node.id).second) {
            PLEXUS_LOG(log_, warn)
                << "the host name of a trusted peer has no address; it is "
                   "looked up again later"
                << kv("host", access_.host_of(node.id)) << kv("error", resolved.error().message());
        }
    }
}

awaitable<void> PeerNames::keep_trusted() {
    while (true) {
        co_await resolve_trusted();
        co_await sleep_for(trusted_interval);
    }
}

}  // namespace plexus::peers
