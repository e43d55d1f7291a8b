#include "local_identity.hpp"

#include <kit/net/address_class.hpp>

namespace plexus::identity {
namespace {

std::size_t index_of(net::AddressSource source) { return static_cast<std::size_t>(source); }

}  // namespace

LocalIdentity::LocalIdentity(const crypto::SecretKey& secret, const Listening& listening,
                             const Clock& clock, Logger logger, enr::LocalRecord::Observer observer)
    : key_(secret),
      id_(crypto::public_key(secret)),
      listening_(listening),
      clock_(clock),
      log_(std::move(logger)),
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

void LocalIdentity::add_statement(const asio::ip::udp::endpoint& seen,
                                  const asio::ip::address& by) {
    const std::scoped_lock lock(mutex_);
    net::EndpointPredictor& predictor = by.is_v6() ? predictor6_ : predictor4_;
    const auto learnt = predictor.add(seen, by, clock_.now());
    if (!learnt) return;
    external_.at(index_of(net::AddressSource::stated)).set(learnt->endpoint);
    PLEXUS_LOG(log_, info) << "other nodes see this node at"
                           << kv("address", learnt->endpoint.address)
                           << kv("udp_port", learnt->endpoint.udp_port)
                           << kv("networks", learnt->votes);
}

void LocalIdentity::restore(const LastRecord& last) {
    for (const asio::ip::address& address : last.stated) {
        if (net::class_of(address) != net::AddressClass::global) continue;
        net::Endpoint endpoint;
        endpoint.address = address;
        set_external(net::AddressSource::stated, endpoint);
    }
    record_.restore(last.record);
}

std::vector<asio::ip::address> LocalIdentity::stated() const {
    const std::scoped_lock lock(mutex_);
    std::vector<asio::ip::address> addresses;
    for (const net::Endpoint& known :
         external_.at(index_of(net::AddressSource::stated)).endpoints())
        addresses.push_back(known.address);
    return addresses;
}

void LocalIdentity::take(net::Node& node, const net::Endpoint& endpoint) const {
    if (!endpoint.known()) return;
    const net::Endpoint& present = endpoint.address.is_v6() ? node.ip6 : node.ip4;
    if (!present.known()) node.set(with_ports(endpoint));
}

void LocalIdentity::take(net::Node& node, net::AddressSource source) const {
    const net::Node& external = external_.at(index_of(source));
    take(node, external.ip4);
    take(node, external.ip6);
}

net::Node LocalIdentity::node() const {
    net::Endpoint listening;
    listening.address = listening_.address;
    net::Node node;
    node.id = id_;
    const std::scoped_lock lock(mutex_);
    take(node, net::AddressSource::configured);
    take(node, net::AddressSource::mapped);
    if (listening.address.is_loopback()) {
        // Other machines reach the node at an address that the operator or a router tells, or not
        // at all.
        if (node.endpoints().empty()) take(node, listening);
        return node;
    }
    if (net::class_of(listening.address) == net::AddressClass::global) take(node, listening);
    take(node, net::AddressSource::stated);
    take(node, listening);
    if (node.endpoints().empty()) node.ip4 = with_ports({});
    return node;
}

std::shared_ptr<void> LocalIdentity::add_entry(std::string name, EntryValue value) {
    return record_.add(std::move(name), std::move(value));
}

Result<net::NodeRecordPtr> LocalIdentity::record() const {
    return record_.read(node(), clock_.wall());
}

}  // namespace plexus::identity
