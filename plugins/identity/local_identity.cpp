#include "local_identity.hpp"

namespace plexus::identity {
namespace {

/// The endpoint of a node without an external address. Loopback, if it listens everywhere: that
/// much is true on this machine, and nothing better is known.
net::Endpoint fallback(const asio::ip::address& listening) {
    net::Endpoint endpoint;
    endpoint.address = listening;
    if (!listening.is_unspecified()) return endpoint;
    if (listening.is_v6()) {
        endpoint.address = asio::ip::address_v6::loopback();
    } else {
        endpoint.address = asio::ip::address_v4::loopback();
    }
    return endpoint;
}

std::size_t index_of(net::AddressSource source) { return static_cast<std::size_t>(source); }

}  // namespace

LocalIdentity::LocalIdentity(const crypto::SecretKey& secret, const Listening& listening,
                             const Clock& clock, enr::LocalRecord::Observer observer)
    : key_(secret),
      id_(crypto::public_key(secret)),
      listening_(listening),
      clock_(clock),
      record_(
          id_, [this](const Hash256& digest) { return sign(digest); }, std::move(observer)) {}

Result<net::RecoverableSignature> LocalIdentity::sign(const Hash256& digest) const {
    return crypto::sign(key_, digest);
}

Result<net::CurvePoint> LocalIdentity::ecdh(const net::NodeId& remote) const {
    return crypto::ecdh(key_, remote);
}

void LocalIdentity::set_external(net::AddressSource source, const net::Endpoint& endpoint) {
    const std::scoped_lock lock(mutex_);
    external_.at(index_of(source)).set(endpoint);
}

void LocalIdentity::forget_external(net::AddressSource source) {
    const std::scoped_lock lock(mutex_);
    external_.at(index_of(source)) = {};
}

net::Endpoint LocalIdentity::with_ports(net::Endpoint endpoint) const {
    if (endpoint.tcp_port == 0) endpoint.tcp_port = tcp_port_;
    if (endpoint.udp_port == 0) endpoint.udp_port = udp_port_;
    return endpoint;
}

net::Node LocalIdentity::node() const {
    net::Node node;
    node.id = id_;
    const std::scoped_lock lock(mutex_);
    for (const net::Node& external : external_) {
        if (!node.ip4.known() && external.ip4.known()) node.ip4 = with_ports(external.ip4);
        if (!node.ip6.known() && external.ip6.known()) node.ip6 = with_ports(external.ip6);
    }
    const net::Endpoint listening = fallback(listening_.address);
    const bool family_known = listening.address.is_v6() ? node.ip6.known() : node.ip4.known();
    const bool any_known = node.ip4.known() || node.ip6.known();
    if (!family_known && !(any_known && listening.address.is_loopback())) {
        node.set(with_ports(listening));
    }
    return node;
}

std::shared_ptr<void> LocalIdentity::add_entry(std::string name, EntryValue value) {
    return record_.add(std::move(name), std::move(value));
}

Result<net::NodeRecordPtr> LocalIdentity::record() const {
    return record_.read(node(), clock_.wall());
}

}  // namespace plexus::identity
