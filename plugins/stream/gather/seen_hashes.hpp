#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <api/core/bytes.hpp>

#include "kind.hpp"

namespace plexus::stream {

/// Remembers which hashes were seen lately, in fixed memory: 8 bytes a place, two tables of which
/// the older one is dropped when the newer one is half full. A hash is kept as 64 bits that depend
/// on a random key, so no peer can aim at a collision; by chance one hash in 2^44 collides, and is
/// not marked `first`.
///
/// @thread  one at a time
class SeenHashes {
public:
    /// Hashes that each table remembers: half an hour of transactions at 300 a second.
    static constexpr std::size_t remembered = std::size_t{1} << 19;

    /// @param key  random
    explicit SeenHashes(const std::array<std::uint64_t, 4>& key);

    /// Notes a hash.
    /// @returns whether it was not known in this kind
    bool add(Kind kind, BytesView hash);

private:
    using Table = std::vector<std::uint64_t>;  // open addressing; 0 is a free place
    static constexpr std::size_t places = remembered * 2;

    std::uint64_t fingerprint(Kind kind, BytesView hash) const noexcept;
    static bool contains(const Table& table, std::uint64_t mark) noexcept;
    static void put(Table& table, std::uint64_t mark) noexcept;

    std::array<std::uint64_t, 4> key_;
    Table recent_;
    Table older_;
    std::size_t count_ = 0;
};

}  // namespace plexus::stream
