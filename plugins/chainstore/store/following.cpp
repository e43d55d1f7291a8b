#include "store.hpp"

#include <algorithm>

// What followers were told, and what they are told next.

namespace plexus::chainstore {
namespace {

/// Of one step: enough for a transaction of each step not to matter.
constexpr std::size_t most_blocks = 128;
constexpr std::size_t most_bytes = std::size_t{16} << 20;

std::size_t size_of(const chain::StoredBlock& block) {
    const std::size_t receipts = block.receipts ? block.receipts->size() : 0;
    return block.header.size() + block.body.size() + receipts;
}

chain::Head head_of(const Transaction& view) {
    const std::optional<chain::Head> head = read_head(view);
    if (!head) throw DatabaseError::damaged("the record of the head");
    return *head;
}

std::uint64_t confirmed_number(const Transaction& view, std::uint64_t confirmations) {
    const std::uint64_t last = head_of(view).number;
    const std::uint64_t number = last - std::min(last, confirmations);
    return std::max(number, first_header(view).value_or(last));
}

FollowerPlace place_at(const Transaction& view, std::uint64_t number) {
    const std::optional<chain::BlockRef> block = read_ref(view, number);
    if (!block) throw DatabaseError::damaged_block(number);
    return {number, block->hash};
}

/// Goes from what a follower was told of last down to a block of the chain, along removed blocks.
void leave_branch(const Transaction& view, FollowerStep& step) {
    while (canonical_hash(view, step.at.number) != step.at.hash) {
        const std::uint64_t first = first_header(view).value_or(0);
        const std::optional<Hash256> parent = read_left(view, step.at.number, step.at.hash);
        if (!parent) {
            // What was freed at the beginning of the chain is not a branch.
            step.lost = step.at.number >= first;
            return;
        }
        step.removed.push_back({step.at.number, step.at.hash, *parent});
        step.at = {step.at.number - 1, *parent};
    }
    if (step.removed.empty()) return;
    const std::optional<chain::BlockRef> block = read_ref(view, step.at.number);
    if (block) step.parent = block->parent;
}

void add_blocks(const Transaction& view, FollowerStep& step, std::uint64_t last) {
    std::uint64_t number = step.at.number + 1;
    const std::uint64_t earliest = span_in(view, head_of(view)).earliest;
    if (earliest > last) return;
    if (number < earliest) {
        step.missed = earliest - number;
        number = earliest;
    }
    for (; number <= last && !step.is_full(); ++number) {
        Result<chain::StoredBlock> block = read_block(view, number);
        if (!block) throw DatabaseError::damaged_block(number);
        step.add(std::move(*block));
    }
}

}  // namespace

bool FollowerStep::is_full() const noexcept {
    return added.size() >= most_blocks || bytes_ >= most_bytes;
}

void FollowerStep::add(chain::StoredBlock block) {
    bytes_ += size_of(block);
    added.push_back(std::move(block));
}

Result<FollowerPlace> Store::confirmed(std::uint64_t confirmations) {
    return guarded([&]() -> Result<FollowerPlace> {
        const Reading view{*database_};
        return place_at(view, confirmed_number(view, confirmations));
    });
}

Result<FollowerPlace> Store::follower(std::string_view name) {
    return guarded([&]() -> Result<FollowerPlace> {
        const std::optional<FollowerPlace> place = read_follower(Reading{*database_}, name);
        if (!place) return Errc::not_found;
        return *place;
    });
}

Result<void> Store::put_follower(std::string_view name, const FollowerPlace& place) {
    return guarded([&]() -> Result<void> {
        Writing writing{*database_};
        chainstore::put_follower(writing, name, place);
        writing.commit();
        return {};
    });
}

Result<FollowerStep> Store::step_of_follower(const FollowerPlace& told,
                                             std::uint64_t confirmations) {
    return guarded([&]() -> Result<FollowerStep> {
        const Reading view{*database_};
        const std::uint64_t last = confirmed_number(view, confirmations);
        FollowerStep step;
        step.at = told;
        leave_branch(view, step);
        if (step.lost) {
            step.removed.clear();
            step.at = place_at(view, last);
        }
        add_blocks(view, step, last);
        return step;
    });
}

}  // namespace plexus::chainstore
