#pragma once

#include <utility>
#include <vector>

#include <api/net/local_node.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <kit/enr/local_record.hpp>

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
    Result<net::CurvePoint> ecdh(const net::NodeId& remote) const override;
    asio::ip::address listen_address() const override { return listening_.address; }
    std::uint16_t listen_port() const override { return 0; }
    void set_tcp_port(std::uint16_t port) override { listening_.tcp_port = port; }
    void set_udp_port(std::uint16_t port) override { listening_.udp_port = port; }

    /// Every source counts alike: the last call counts.
    void set_external(net::AddressSource source, const net::Endpoint& endpoint) override;
    void forget_external(net::AddressSource source) override;

    /// Only kept.
    void add_statement(const asio::ip::udp::endpoint& seen, const asio::ip::address& by) override {
        statements.emplace_back(seen, by);
    }

    net::Node node() const override;
    std::shared_ptr<void> add_entry(std::string name, EntryValue value) override;

    /// Made at the time `wall`, which stands still.
    Result<net::NodeRecordPtr> record() const override;

    /// What `add_statement` was called with, in order.
    std::vector<std::pair<asio::ip::udp::endpoint, asio::ip::address>> statements{};

    /// When records are signed.
    WallTime wall{std::chrono::seconds{1'700'000'000}};

private:
    crypto::SecretKey key_;
    net::NodeId id_;
    net::Endpoint listening_;
    net::Node external_;
    mutable enr::LocalRecord record_;
};

}  // namespace plexus::testing
