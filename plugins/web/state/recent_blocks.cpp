#include "recent_blocks.hpp"

#include <algorithm>
#include <boost/json/object.hpp>

#include <api/core/printable.hpp>

#include "texts.hpp"

namespace plexus::web {
namespace {

constexpr std::size_t most_blocks = 32;

}  // namespace

awaitable<eth::ValidationResult> RecentBlocks::on_block(const eth::Origin& origin,
                                                        const eth::RawBlock& block) {
    if (origin.source == eth::Source::gossip) {
        const std::scoped_lock lock(mutex_);
        Block& known = block_of(origin, block.hash, block.number);
        known.time = block.time;
        known.transactions = block.transactions;
    }
    co_return eth::ValidationResult::ignore;  // others check it
}

awaitable<eth::ValidationResult> RecentBlocks::on_block_hashes(
    const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) {
    const std::scoped_lock lock(mutex_);
    for (const eth::BlockAnnouncement& block : blocks) block_of(origin, block.hash, block.number);
    co_return eth::ValidationResult::ignore;
}

RecentBlocks::Block& RecentBlocks::block_of(const eth::Origin& origin, const Hash256& hash,
                                            std::uint64_t number) {
    auto known = std::ranges::find(blocks_, hash, &Block::hash);
    if (known == blocks_.end()) {
        Block block;
        block.hash = hash;
        block.number = number;
        block.first_seen = origin.wall_time;
        block.client = printable(origin.peer->client(), longest_client);
        block.address = text_of(origin.peer->node().endpoint());
        blocks_.push_front(std::move(block));
        if (blocks_.size() > most_blocks) blocks_.pop_back();
        known = blocks_.begin();
    }
    ++known->shown;
    return *known;
}

boost::json::array RecentBlocks::to_json() const {
    boost::json::array array;
    const std::scoped_lock lock(mutex_);
    for (const Block& block : blocks_) {
        array.push_back(boost::json::object{{"number", block.number},
                                            {"hash", "0x" + to_hex(block.hash)},
                                            {"time", block.time},
                                            {"transactions", block.transactions},
                                            {"seen", unix_ms(block.first_seen)},
                                            {"client", block.client},
                                            {"address", block.address},
                                            {"shown", block.shown}});
    }
    return array;
}

}  // namespace plexus::web
