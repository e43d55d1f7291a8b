#include "node_sources.hpp"

namespace plexus::discovery {

void NodeSources::note(const net::NodeId& named, const asio::ip::address& source) {
    if (networks_.find(named) != nullptr) return;
    const asio::ip::address at = net::unmapped(source);
    networks_.put(named, net::Prefix{at, at.is_v4() ? 16U : 32U});
}

std::string NodeSources::source(std::string_view protocol, const net::NodeId& id) {
    const net::Prefix* const network = networks_.find(id);
    std::string source(protocol);
    if (network != nullptr) source += '@' + network->text();
    return source;
}

}  // namespace plexus::discovery
