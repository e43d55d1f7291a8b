#pragma once

#include <atomic>

#include <api/net/local_node.hpp>
#include <kit/crypto/secp256k1.hpp>

namespace plexus::identity {

struct Addresses {
    asio::ip::address listen;
    asio::ip::address external;  ///< unspecified: the listening one
    std::uint16_t port = 0;
};

/// A node key in memory, and the node's addresses.
class LocalIdentity final : public net::LocalNode {
public:
    LocalIdentity(const crypto::SecretKey& secret, const Addresses& addresses);

    const net::NodeId& id() const noexcept override { return id_; }
    Result<net::RecoverableSignature> sign(const Hash256& digest) const override;
    Result<Hash256> ecdh(const net::NodeId& remote) const override;
    asio::ip::address listen_address() const override { return addresses_.listen; }
    std::uint16_t listen_port() const override { return addresses_.port; }
    void set_tcp_port(std::uint16_t port) override { tcp_port_ = port; }
    void set_udp_port(std::uint16_t port) override { udp_port_ = port; }
    net::Node node() const override;

private:
    crypto::SecretKey key_;
    net::NodeId id_;
    Addresses addresses_;
    std::atomic<std::uint16_t> tcp_port_{0};
    std::atomic<std::uint16_t> udp_port_{0};
};

}  // namespace plexus::identity
