#include "dial_order.hpp"

#include <algorithm>

#include <kit/net/address_class.hpp>

namespace plexus::inline v1::net {

std::vector<Endpoint> dial_order(const Node& node) {
    std::vector<Endpoint> order = node.endpoints();
    std::erase_if(order, [](const Endpoint& endpoint) { return endpoint.address.is_multicast(); });
    std::ranges::stable_sort(order, std::ranges::greater{},
                             [](const Endpoint& endpoint) { return class_of(endpoint.address); });
    return order;
}

}  // namespace plexus::inline v1::net
