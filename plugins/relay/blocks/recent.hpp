#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include <api/chain/header_query.hpp>

#include "kept_block.hpp"

namespace plexus::relay {

/// The last blocks, with their forks: a tree whose root advances.
///
/// Of several chains in it the one with the highest total difficulty is canonical; if they are
/// equal, as after a merge, the longest; if these are equal too, the one that came first.
///
/// @thread  any; never holds its lock for longer than one lookup or one change
class Recent {
public:
    struct Limits {
        std::size_t blocks = 0;
        std::size_t bytes = 0;
    };

    explicit Recent(Limits limits) : limits_(limits) {}

    enum class Added : std::uint8_t {
        as_head,   ///< the canonical chain ends with it now
        aside,     ///< kept, but on another fork
        not_kept,  ///< known, without a parent here, or one fork too many
    };

    /// Drops all blocks and begins anew with this one.
    void begin_with(std::unique_ptr<KeptBlock> anchor);

    /// How many peers have told a block.
    using CountAnnouncers = std::function<std::size_t(const Hash256& block)>;

    /// At the bound of forks of one number a block that more peers have told takes the place of the
    /// one that the fewest have; of equal ones, the place of one from the peer with the most.
    /// @param block  checked beside its parent; `beyond_anchor` is filled in here
    Added add(std::unique_ptr<KeptBlock> block, const CountAnnouncers& announcers);

    KeptBlockPtr find(const Hash256& hash) const;
    KeptBlockPtr head() const;       ///< null if there is nothing
    std::uint64_t earliest() const;  ///< of the canonical chain; 0 if there is nothing
    std::optional<Hash256> canonical_hash(std::uint64_t number) const;
    std::size_t size() const;

    // As ChainReader has them.
    chain::RawItems headers(const chain::HeaderQuery& query, chain::Budget budget) const;
    chain::RawItems bodies(const std::vector<Hash256>& hashes, chain::Budget budget) const;

private:
    KeptBlockPtr look_up(const Hash256& hash) const;
    KeptBlockPtr first_of(const chain::HeaderQuery& query) const;
    KeptBlockPtr next_of(const KeptBlockPtr& block, const chain::HeaderQuery& query) const;
    bool is_canonical(const KeptBlockPtr& block) const;
    bool make_room_for(const KeptBlock& block, const CountAnnouncers& announcers);
    bool may_go(const KeptBlockPtr& block) const;
    void insert(const KeptBlockPtr& block);
    void make_head(KeptBlockPtr block);
    void prune();
    void move_root_on();

    Limits limits_;
    mutable std::mutex mutex_;
    std::unordered_map<Hash256, KeptBlockPtr> blocks_;
    std::map<std::uint64_t, KeptBlockPtr> canonical_;
    KeptBlockPtr head_;
    std::size_t bytes_ = 0;
};

}  // namespace plexus::relay
