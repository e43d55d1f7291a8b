#include "fake_local_node.hpp"

#include <string>

#include <kit/crypto/keccak.hpp>

namespace plexus::testing {
namespace {

/// A hash is a valid key but for one in 2^128.
crypto::SecretKey key_from(std::uint64_t seed) {
    const std::string text = "plexus test key " + std::to_string(seed);
    return crypto::SecretKey::from(crypto::keccak256(bytes_of(text))).value();
}

}  // namespace

FakeLocalNode::FakeLocalNode(std::uint64_t seed, asio::ip::address address)
    : key_(key_from(seed)),
      id_(crypto::public_key(key_)),
      record_(id_, [this](const Hash256& digest) { return sign(digest); }) {
    listening_.address = std::move(address);
}

Result<net::RecoverableSignature> FakeLocalNode::sign(const Hash256& digest) const {
    return crypto::sign(key_, digest);
}

Result<net::CurvePoint> FakeLocalNode::ecdh(const net::NodeId& remote) const {
    return crypto::ecdh(key_, remote);
}

void FakeLocalNode::set_external(net::AddressSource, const net::Endpoint& endpoint) {
    external_.set(endpoint);
}

void FakeLocalNode::forget_external(net::AddressSource) { external_ = {}; }

net::Node FakeLocalNode::node() const {
    net::Node node(id_, listening_);
    if (external_.ip4.known()) node.ip4 = external_.ip4;
    if (external_.ip6.known()) node.ip6 = external_.ip6;
    return node;
}

std::shared_ptr<void> FakeLocalNode::add_entry(std::string name, EntryValue value) {
    return record_.add(std::move(name), std::move(value));
}

Result<net::NodeRecordPtr> FakeLocalNode::record() const { return record_.read(node(), wall); }

}  // namespace plexus::testing
