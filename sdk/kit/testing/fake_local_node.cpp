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
    : key_(key_from(seed)), id_(crypto::public_key(key_)), address_(std::move(address)) {}

Result<net::RecoverableSignature> FakeLocalNode::sign(const Hash256& digest) const {
    return crypto::sign(key_, digest);
}

Result<Hash256> FakeLocalNode::ecdh(const net::NodeId& remote) const {
    return crypto::ecdh_x(key_, remote);
}

net::Node FakeLocalNode::node() const {
    net::Node node;
    node.id = id_;
    node.address = address_;
    node.tcp_port = tcp_port_;
    node.udp_port = udp_port_;
    return node;
}

}  // namespace plexus::testing
