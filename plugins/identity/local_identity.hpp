#pragma once

#include <array>
#include <atomic>
#include <mutex>

#include <api/async/clock.hpp>
#include <api/core/log.hpp>
#include <api/net/local_node.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <kit/enr/local_record.hpp>
#include <kit/net/endpoint_predictor.hpp>

#include "record_file.hpp"

namespace plexus::identity {

/// Where to listen.
struct Listening {
    asio::ip::address address;
    std::uint16_t port = 0;
};

/// A node key in memory, the node's addresses, and its record.
class LocalIdentity final : public net::LocalNode {
public:
    /// @param observer  is told of each record that is signed, on any thread
    LocalIdentity(const crypto::SecretKey& secret, const Listening& listening, const Clock& clock,
                  Logger logger, enr::LocalRecord::Observer observer);

    const net::NodeId& id() const noexcept override { return id_; }
    Result<net::RecoverableSignature> sign(const Hash256& digest) const override;
    Result<net::CurvePoint> ecdh(const net::NodeId& remote) const override;
    asio::ip::address listen_address() const override { return listening_.address; }
    std::uint16_t listen_port() const override { return listening_.port; }
    void set_tcp_port(std::uint16_t port) override { tcp_port_ = port; }
    void set_udp_port(std::uint16_t port) override { udp_port_ = port; }
    void set_external(net::AddressSource source, const net::Endpoint& endpoint) override;
    void forget_external(net::AddressSource source) override;
    void add_statement(const asio::ip::udp::endpoint& seen, const asio::ip::address& by) override;
    net::Node node() const override;
    std::shared_ptr<void> add_entry(std::string name, EntryValue value) override;
    Result<net::NodeRecordPtr> record() const override;

    /// Goes on from the record of an earlier run. Its stated addresses count until other nodes
    /// state one, so that a restart does not change the record; those that were configured or
    /// mapped do not.
    void restore(const LastRecord& last);

    /// The addresses that other nodes state.
    std::vector<asio::ip::address> stated() const;

private:
    net::Endpoint with_ports(net::Endpoint endpoint) const;

    /// Sets an endpoint if there is none of its family yet.
    void take(net::Node& node, const net::Endpoint& endpoint) const;
    void take(net::Node& node, net::AddressSource source) const;

    crypto::SecretKey key_;
    net::NodeId id_;
    Listening listening_;
    const Clock& clock_;
    Logger log_;
    std::atomic<std::uint16_t> tcp_port_{0};
    std::atomic<std::uint16_t> udp_port_{0};

    mutable std::mutex mutex_;
    std::array<net::Node, 3> external_;  ///< endpoints by AddressSource
    net::EndpointPredictor predictor4_;
    net::EndpointPredictor predictor6_;

    mutable enr::LocalRecord record_;  ///< it is signed when it is read
};

}  // namespace plexus::identity
