#include "accumulator.hpp"

#include <algorithm>
#include <bit>

#include <kit/crypto/symmetric.hpp>

namespace plexus::era {
namespace {

Hash256 hash_pair(const Hash256& left, const Hash256& right) {
    return crypto::sha256({left.view(), right.view()});
}

/// SSZ writes integers with the lowest byte first.
Hash256 little_endian(const Uint256& number) {
    Hash256 result = number.to_big_endian();
    std::ranges::reverse(result.bytes);
    return result;
}

}  // namespace

Result<void> Accumulator::add(const Hash256& block, const Uint256& total_difficulty) {
    if (records_.size() == max_blocks) return Errc::limit_exceeded;
    records_.push_back(hash_pair(block, little_endian(total_difficulty)));
    return {};
}

Hash256 Accumulator::root() const {
    constexpr int depth = std::countr_zero(max_blocks);
    std::vector<Hash256> level = records_;
    Hash256 zero{};  // the root of an empty subtree as high as `level`
    for (int height = 0; height < depth; ++height) {
        if (level.size() % 2 != 0) level.push_back(zero);
        for (std::size_t i = 0; i < level.size() / 2; ++i) {
            level[i] = hash_pair(level[2 * i], level[2 * i + 1]);
        }
        level.resize(level.size() / 2);
        zero = hash_pair(zero, zero);
    }
    const Hash256 tree = level.empty() ? zero : level.front();
    return hash_pair(tree, little_endian(records_.size()));
}

}  // namespace plexus::era
