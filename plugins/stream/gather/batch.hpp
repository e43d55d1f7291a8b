#pragma once

#include <memory>
#include <string>
#include <vector>

#include <api/core/bytes.hpp>
#include <api/net/peer.hpp>

#include "kind.hpp"

namespace plexus::stream {

/// What every sighting of a peer says of the peer. It does not change while the peer is connected.
struct PeerFacts {
    net::NodeId key{};       ///< the peer's public key
    std::string client{};    ///< from its Hello, fit for a terminal, cut at `longest_client`
    std::string endpoint{};  ///< address and port of the connection, "192.0.2.1:30303"
    net::Direction direction = net::Direction::inbound;  ///< which side has dialled
    std::uint32_t eth = 0;                               ///< agreed version of eth, 0 for none
};

using PeerFactsPtr = std::shared_ptr<const PeerFacts>;

/// What this node says of itself in each batch.
struct Identity {
    std::uint64_t network = 0;  ///< network id
    Hash256 node{};             ///< keccak-256 of the node's public key
    std::string node_name{};    ///< the operator's name for it
    std::uint64_t boot = 0;     ///< random, anew at each start
};

using IdentityPtr = std::shared_ptr<const Identity>;

/// One message of one peer: a column for each property of the things in it. A column that a kind
/// does not have is empty.
struct Record {
    std::int64_t at_us = 0;  ///< Unix time in microseconds, when the message was read
    std::uint32_t peer = 0;  ///< place in Batch::peers, plus one
    bool fetched = false;    ///< this node requested it; else the peer sent it by itself
    Bytes hashes{};          ///< n times 32 bytes: what each thing is known by
    std::vector<std::uint64_t> numbers{};  ///< block numbers; of a block also its transaction count
    Bytes types{};                         ///< transaction types
    std::vector<std::uint64_t> sizes{};    ///< bytes of the thing
    std::vector<Bytes> bodies{};           ///< RLP; one for each hash, or for each that is first
    Bytes first{};             ///< bitmap, lowest bit first: this node had not seen it in this kind
    Bytes total_difficulty{};  ///< of a block: big endian, without leading zeros
    std::string reason{};      ///< of peer_left
    Bytes voters{};            ///< n times 48 bytes: BLS public keys
    Bytes links{};             ///< n times 32 bytes: the parent of a block, the target of a vote
};

/// How many things a record is about; of a peer that came or left, one.
inline std::size_t sightings_of(const Record& record) noexcept {
    return record.hashes.empty() ? 1 : record.hashes.size() / Hash256::size_bytes;
}

/// Whether a bit of Record::first is set.
inline bool is_first(const Record& record, std::size_t index) noexcept {
    return index / 8 < record.first.size() && (record.first[index / 8] >> index % 8 & 1) != 0;
}

/// Records of one kind, ready to be sent. Several sinks share one.
/// @thread  immutable once delivered: any
struct Batch {
    IdentityPtr identity{};             ///< never null
    Kind kind = Kind::block;            ///< of all records
    std::uint64_t sequence = 0;         ///< 1, 2, 3, ... for each boot and kind
    std::vector<PeerFactsPtr> peers{};  ///< those that the records are from
    std::vector<Record> records{};      ///< at least one, in the order of their arrival
    std::size_t bytes = 0;              ///< about what it takes in memory
    std::size_t sightings = 0;          ///< things in all records
};

using BatchPtr = std::shared_ptr<const Batch>;

/// What identifies a batch on the bus, in all resends: "<node>-<boot>-<kind>-<sequence>".
std::string id_of(const Batch& batch);

}  // namespace plexus::stream
