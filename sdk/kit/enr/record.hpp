#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/net/node.hpp>

namespace plexus::enr {

/// The largest record that may be stored, relayed or accepted.
/// @spec EIP-778, "RLP Encoding"
inline constexpr std::size_t max_record_bytes = 300;

/// A node's signed statement about itself, `[signature, seq, k, v, ...]`: sorted keys with RLP
/// values, under a sequence number that rises with each change. Immutable; one that exists has a
/// good signature.
///
/// @thread  immutable: any
/// @spec    EIP-778, identity scheme "v4"
class Record {
public:
    /// Checks everything: size, form, order of the keys, identity scheme, signature.
    /// @errors limit_exceeded above 300 bytes; malformed, non_canonical; unsupported for another
    ///         identity scheme; bad_key; bad_signature
    static Result<Record> decode(BytesView rlp);

    /// Reads "enr:" and the record in base64url.
    /// @errors as `decode`
    static Result<Record> from_text(std::string_view text);

    /// The record behind the plain value. Its signature was checked before.
    explicit Record(const net::NodeRecord& checked);

    /// The textual form: "enr:" and the record in base64url without padding.
    /// @spec EIP-778, "Text Encoding"
    std::string text() const;

    /// The plain value, which other plugins understand.
    net::NodeRecordPtr share() const;

    /// The node that the record describes, with its endpoints and this record.
    net::Node node() const;

    /// The record as it is sent.
    BytesView rlp() const noexcept { return rlp_; }

    /// The node's public key, uncompressed, as the key `secp256k1` has it.
    const net::NodeId& id() const noexcept { return id_; }
    /// seq, enr-seq in discv4 and discv5, the sequence number: of two records of one node the
    /// higher one counts.
    std::uint64_t sequence() const noexcept { return sequence_; }

    /// The value of a key, one RLP item, header included: `eth` is a list. Nothing if the key is
    /// absent. A view into this record.
    std::optional<BytesView> value(std::string_view key) const noexcept;

    // Nothing as well where the value is no address or port: one odd entry spoils no record.
    /// The address under `ip`, 4 bytes.
    std::optional<asio::ip::address_v4> ip4() const noexcept;
    /// The address under `ip6`, 16 bytes.
    std::optional<asio::ip::address_v6> ip6() const noexcept;
    /// The RLPx port under `tcp`, for `ip4`.
    std::optional<std::uint16_t> tcp_port() const noexcept { return port("tcp"); }
    /// The discovery port under `udp`, for `ip4`.
    std::optional<std::uint16_t> udp_port() const noexcept { return port("udp"); }
    /// The RLPx port under `tcp6`, for `ip6`; if absent, `tcp` counts for both.
    std::optional<std::uint16_t> tcp6_port() const noexcept { return port("tcp6"); }
    /// The discovery port under `udp6`, for `ip6`; if absent, `udp` counts for both.
    std::optional<std::uint16_t> udp6_port() const noexcept { return port("udp6"); }

private:
    Record(BytesView rlp, const net::NodeId& id, std::uint64_t sequence)
        : rlp_{rlp.begin(), rlp.end()}, id_{id}, sequence_{sequence} {}

    std::optional<std::uint16_t> port(std::string_view key) const noexcept;
    net::Endpoint endpoint4() const;
    net::Endpoint endpoint6() const;

    Bytes rlp_;
    net::NodeId id_;
    std::uint64_t sequence_;
};

/// Reads a node from "enode://..." or "enr:...".
/// @errors as `net::Node::parse` and `Record::from_text`
Result<net::Node> parse_node(std::string_view text);

}  // namespace plexus::enr
