#include "named_nodes.hpp"

namespace plexus::discovery {

NamedNodes::NamedNodes(std::vector<enr::NamedNode> nodes, Logger logger, net::HostLookup lookup)
    : nodes_{std::move(nodes)}, log_{std::move(logger)}, names_{std::move(lookup)} {}

awaitable<std::vector<net::Node>> NamedNodes::resolve() {
    std::vector<net::Node> resolved;
    for (enr::NamedNode& named : nodes_) {
        const bool known = co_await resolve(named);
        if (known) resolved.push_back(named.node);
    }
    co_return resolved;
}

awaitable<bool> NamedNodes::resolve(enr::NamedNode& named) {
    const Result<net::Node> found = co_await names_.resolve(named.node, named.host);
    if (found) {
        named.node = *found;
        unresolved_.erase(named.host);
        co_return true;
    }
    if (unresolved_.insert(named.host).second) {
        PLEXUS_LOG(log_, warn) << "the host name of a bootnode has no address; it is looked up "
                                  "again later"
                               << kv("host", named.host) << kv("error", found.error().message());
    }
    co_return named.node.endpoint().known();  // the address that the name had before
}

}  // namespace plexus::discovery
