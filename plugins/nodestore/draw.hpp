#pragma once

#include <cstddef>
#include <random>
#include <vector>

#include <api/net/node_store.hpp>

#include "buckets.hpp"

namespace plexus::nodestore {

/// A node that may be drawn.
struct Lot {
    const net::NodeEntry* entry = nullptr;
    Buckets::Number bucket = 0;
};

/// Draws nodes by chance, none twice. Half of the chances are for nodes that were peers, where
/// there are any; in a table each bucket has the same chance, so that it helps nobody to fill one.
/// A node is the less likely the more often it failed, and hardly drawn just after an attempt.
/// @spec Bitcoin Core src/addrman.cpp, AddrInfo::GetChance
std::vector<Lot> draw(std::vector<Lot> lots, std::size_t count, WallTime now,
                      std::mt19937_64& random);

/// The chance of a node among those of its bucket, in (0, 1].
double chance_of(const net::NodeEntry& entry, WallTime now);

}  // namespace plexus::nodestore
