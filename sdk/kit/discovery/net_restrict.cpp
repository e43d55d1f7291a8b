#include "net_restrict.hpp"

#include <algorithm>

namespace plexus::discovery {

Result<NetRestrict> NetRestrict::parse(const std::vector<std::string>& networks) {
    NetRestrict restrict;
    for (const std::string& text : networks) {
        const Result<net::Prefix> network = net::Prefix::parse(text);
        if (!network) return network.error();
        // 10.0.0.0 without /8 is refused: taken for one address it would exclude every node.
        if (text.find('/') == std::string::npos) return make_error_code(Errc::malformed);
        restrict.networks_.push_back(*network);
    }
    return restrict;
}

bool NetRestrict::allows(const asio::ip::address& address) const noexcept {
    return networks_.empty() || std::ranges::any_of(networks_, [&](const net::Prefix& network) {
               return network.contains(address);
           });
}

}  // namespace plexus::discovery
