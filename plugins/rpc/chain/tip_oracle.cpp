#include "tip_oracle.hpp"

#include <algorithm>

#include <api/async/blocking.hpp>

#include <plugins/rpc/json/arguments.hpp>
#include <plugins/rpc/json/transaction_json.hpp>

namespace plexus::rpc_server {
namespace {

constexpr std::size_t sampled_blocks = 20;
constexpr std::size_t sampled_tips = 3;  // of each block
constexpr std::size_t tip_percentile = 60;
constexpr std::uint64_t ignored_below = 2;  // wei
constexpr std::uint64_t highest_tip = 500'000'000'000;

/// The lowest tips of a block, but those of its own miner, who pays them to itself.
std::vector<Uint256> lowest_tips_of(const Block& block) {
    std::vector<std::pair<Uint256, const eth::Transaction*>> offers;
    for (const eth::Transaction& transaction : block.body.transactions) {
        const Uint256 tip = effective_tip(transaction, block.header);
        if (tip >= ignored_below) offers.emplace_back(tip, &transaction);
    }
    std::ranges::stable_sort(offers, {}, [](const auto& offer) { return offer.first; });
    std::vector<Uint256> tips;
    for (const auto& [tip, transaction] : offers) {
        const Result<Address> sender = eth::sender_of(*transaction);
        if (sender && *sender != block.header.coinbase) tips.push_back(tip);
        if (tips.size() == sampled_tips) break;
    }
    return tips;
}

}  // namespace

awaitable<std::vector<Uint256>> TipOracle::lowest_tips(std::uint64_t number) {
    std::vector<Uint256> tips;
    BlockId id;
    id.tag = BlockId::Tag::number;
    id.number = number;
    const std::optional<Block> block = co_await blocks_.find(id, Parts::body);
    if (!block) co_return tips;
    auto work = [&block] { return lowest_tips_of(*block); };
    co_return co_await on_blocking(blocks_.runtime(), std::move(work));
}

/// Tips of the last blocks. For each block that has next to none, an older one is looked at too,
/// twice as many in all at most.
awaitable<std::vector<Uint256>> TipOracle::sample(std::uint64_t head) {
    const std::uint64_t first = std::max<std::uint64_t>(blocks_.reader().earliest(), 1);
    const std::uint64_t there = head < first ? 0 : head - first + 1;
    std::uint64_t left = std::min<std::uint64_t>(sampled_blocks, there);
    std::vector<Uint256> all;
    for (std::uint64_t number = head; left > 0; --number) {
        --left;
        std::vector<Uint256> tips = co_await lowest_tips(number);
        if (tips.empty()) tips.push_back(tip_);
        const bool older = number - left > first;
        if (tips.size() == 1 && all.size() + 1 + left < 2 * sampled_blocks && older) ++left;
        all.insert(all.end(), tips.begin(), tips.end());
    }
    co_return all;
}

awaitable<Uint256> TipOracle::suggest() {
    const chain::Head head = blocks_.reader().head();
    if (head.hash == head_) co_return tip_;
    std::vector<Uint256> tips = co_await sample(head.number);
    if (!tips.empty()) {
        const std::size_t at = (tips.size() - 1) * tip_percentile / 100;
        std::ranges::sort(tips);
        tip_ = std::min(tips[at], Uint256{highest_tip});
    }
    head_ = head.hash;
    co_return tip_;
}

}  // namespace plexus::rpc_server
