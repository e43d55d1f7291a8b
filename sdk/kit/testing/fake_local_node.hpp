#pragma once

#include <api/net/local_node.hpp>
#include <kit/crypto/secp256k1.hpp>

namespace plexus::testing {

/// A node's identity from a number: the same number, the same key.
class FakeLocalNode final : public net::LocalNode {
public:
    /// @param seed  the same number gives the same key
    /// @param address  where it says it listens
    explicit FakeLocalNode(std::uint64_t seed,
                           asio::ip::address address = asio::ip::address_v4::loopback());

    const net::NodeId& id() const noexcept override { return id_; }
    Result<net::RecoverableSignature> sign(const Hash256& digest) const override;
    Result<Hash256> ecdh(const net::NodeId& remote) const override;
    asio::ip::address listen_address() const override { return address_; }
    std::uint16_t listen_port() const override { return 0; }
    void set_tcp_port(std::uint16_t port) override { tcp_port_ = port; }
    void set_udp_port(std::uint16_t port) override { udp_port_ = port; }
    net::Node node() const override;

private:
    crypto::SecretKey key_;
    net::NodeId id_;
    asio::ip::address address_;
    std::uint16_t tcp_port_ = 0;
    std::uint16_t udp_port_ = 0;
};

}  // namespace plexus::testing
