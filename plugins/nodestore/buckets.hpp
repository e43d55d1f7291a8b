#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include <api/core/bytes.hpp>
#include <api/net/node_store.hpp>

namespace plexus::nodestore {

/// Decides where nodes are kept; told to nobody, and kept over restarts.
using Secret = FixedBytes<16>;

/// Where a node is kept: what was only heard of, and what has been a peer.
enum class Table : std::uint8_t { fresh, tried };

/// The places for nodes. Which bucket a node belongs to depends on the network of its address, on
/// its source and on a secret: so a party that owns a few networks reaches a few buckets only,
/// however many ids it makes, and cannot tell whom it displaces there.
///
/// @thread  none of its own: one caller at a time
/// @spec    Bitcoin Core src/addrman.cpp, with fewer and smaller buckets
class Buckets {
public:
    static constexpr std::size_t fresh_buckets = 256;
    static constexpr std::size_t fresh_places = 32;  ///< in each of them
    static constexpr std::size_t tried_buckets = 64;
    static constexpr std::size_t tried_places = 64;
    /// A network has so many buckets of tried nodes.
    static constexpr std::size_t tried_buckets_of_network = 8;
    static constexpr std::size_t capacity =
        fresh_buckets * fresh_places + tried_buckets * tried_places;

    using Number = std::size_t;  ///< of a bucket: those of fresh nodes come first

    explicit Buckets(const Secret& secret) : secret_(secret) {}

    Number bucket_of(const net::NodeEntry& entry, Table table) const;
    static Table table_of(Number bucket) {
        return bucket < fresh_buckets ? Table::fresh : Table::tried;
    }
    bool is_full(Number bucket) const;

    const std::vector<net::NodeId>& in(Number bucket) const { return buckets_[bucket]; }
    void add(Number bucket, const net::NodeId& id) { buckets_[bucket].push_back(id); }
    void remove(Number bucket, const net::NodeId& id) { std::erase(buckets_[bucket], id); }

    const Secret& secret() const noexcept { return secret_; }

private:
    Secret secret_;
    std::array<std::vector<net::NodeId>, fresh_buckets + tried_buckets> buckets_;
};

}  // namespace plexus::nodestore
