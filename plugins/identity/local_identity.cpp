#include "local_identity.hpp"

namespace plexus::identity {
namespace {

/// The address by which others reach this node: the external address, else the listening one;
/// loopback if the node listens on all addresses.
asio::ip::address reachable(const Addresses& addresses) {
    if (!addresses.external.is_unspecified()) return addresses.external;
    if (!addresses.listen.is_unspecified()) return addresses.listen;
    if (addresses.listen.is_v6()) return asio::ip::address_v6::loopback();
    return asio::ip::address_v4::loopback();
}

}  // namespace

LocalIdentity::LocalIdentity(const crypto::SecretKey& secret, const Addresses& addresses)
    : key_(secret), id_(crypto::public_key(secret)), addresses_(addresses) {}

Result<net::RecoverableSignature> LocalIdentity::sign(const Hash256& digest) const {
    return crypto::sign(key_, digest);
}

Result<Hash256> LocalIdentity::ecdh(const net::NodeId& remote) const {
    return crypto::ecdh_x(key_, remote);
}

net::Node LocalIdentity::node() const { return {id_, reachable(addresses_), tcp_port_, udp_port_}; }

}  // namespace plexus::identity
