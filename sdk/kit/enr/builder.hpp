#pragma once

#include <functional>
#include <map>
#include <string>

#include <kit/enr/record.hpp>

namespace plexus::enr {

/// Signs a digest with the node key, which stays where it is: `LocalNode::sign`.
using Signer = std::function<Result<FixedBytes<65>>(const Hash256& digest)>;

/// Collects the entries of a record of our own and has it signed. Keys may come in any order.
/// @spec EIP-778
class Builder {
public:
    /// `id` and `secp256k1` are set from the key.
    /// @errors bad_key if `id` is no point of the curve
    static Result<Builder> make(const net::NodeId& id);

    /// @param rlp  exactly one RLP item
    void set(std::string key, BytesView rlp);
    /// Sets an integer in its shortest form, as `rlp::Writer::u64` writes it.
    void set_number(std::string key, std::uint64_t value);

    /// `ip`, `tcp`, `udp` and their `6` variants for the endpoints that are known. Left out are
    /// ports of 0, and IPv6 ports equal to the IPv4 ports. `tcp` and `udp` are there
    /// without an `ip`, too: a node that has seen the address then knows the ports.
    /// @spec EIP-778, "Key/Value Pairs"
    void set_endpoints(const net::Node& node);

    /// @errors limit_exceeded above 300 bytes; what the signer says
    Result<Record> sign(std::uint64_t sequence, const Signer& signer) const;

    /// Two builders of equal entries make the same record but for its sequence number.
    friend bool operator==(const Builder&, const Builder&) = default;

    /// Whether a record has exactly these entries.
    bool describes(const Record& record) const;

private:
    Builder() = default;

    void set_port(const char* key, std::uint16_t port, std::uint16_t implied);

    std::map<std::string, Bytes> entries_;
};

}  // namespace plexus::enr
