#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <api/chain/block.hpp>
#include <kit/eth/client/check_response.hpp>

#include <plugins/sync/settings.hpp>

namespace plexus::sync {

/// A place between two blocks: the number to go on with, and the parent hash it must have, if that
/// is known.
struct Position {
    std::uint64_t next = 0;
    std::optional<Hash256> parent{};
};

/// What a row of headers counts against another row behind the same block.
struct Weight {
    Uint256 difficulty{};      ///< the sum; zero on a chain without difficulty
    std::uint64_t blocks = 0;  ///< how many

    void add(const eth::Header& header);
};

/// The one with more difficulty; where neither has any, the longer one.
bool heavier(const Weight& a, const Weight& b) noexcept;

/// The chain as it stands here.
///
/// @thread the plugin's strand
class OurChain {
public:
    virtual ~OurChain() = default;

    virtual Position end() const = 0;

    /// Whether the blocks are stored, and the store tells its followers of them.
    virtual bool is_stored() const noexcept = 0;

    /// The total difficulty at the end; zero if it is not known.
    virtual Uint256 total_difficulty() const = 0;

    /// The lowest number that the last common block with another branch may have.
    virtual std::uint64_t lowest_ancestor() const = 0;

    /// Whether a block of ours is on every peer's chain: the genesis block, of which Status has
    /// told the hash. Some peers do not serve it.
    bool is_shared_by_all(std::uint64_t number) const noexcept { return number == 0; }

    /// @errors Errc::not_found, Errc::storage_failed
    virtual awaitable<Result<Hash256>> hash_at(std::uint64_t number) = 0;

    /// @returns nothing if it is not here
    virtual awaitable<std::optional<eth::Header>> header_at(std::uint64_t number) = 0;

    /// The weight of the blocks from that number on.
    /// @errors Errc::storage_failed
    virtual awaitable<Result<Weight>> weight_from(std::uint64_t number) = 0;

    /// Puts blocks behind a place, in one step; blocks that stand behind it now are removed.
    /// @errors those of ChainWriter; Errc::invalid_data for another block than the checkpoint
    virtual awaitable<Result<void>> put(Position behind,
                                        std::vector<chain::StoredBlock> blocks) = 0;
};

/// The chain that is stored, or, if none is, the end of what has been handed on.
std::unique_ptr<OurChain> our_chain(const Services& services, const Settings& settings);

}  // namespace plexus::sync
