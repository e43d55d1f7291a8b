#include "fake_store.hpp"

#include <algorithm>
#include <utility>

#include <kit/crypto/keccak.hpp>

#include "fake_remote.hpp"

namespace plexus::testing {
namespace {

/// As ChainReader: the budget is judged before each item.
chain::RawItems within_budget(chain::RawItems items, chain::Budget budget) {
    std::size_t bytes = 0;
    std::size_t count = 0;
    while (count < items.size() && count < budget.items && bytes < budget.bytes) {
        bytes += items[count++].size();
    }
    items.resize(count);
    return items;
}

bool is_its_header(const chain::StoredBlock& block) {
    const Result<eth::Header> header = eth::decode_header(block.header);
    return header && header->number == block.number && header->parent == block.parent &&
           crypto::keccak256(block.header) == block.hash;
}

}  // namespace

std::uint64_t FakeStore::earliest() const {
    const std::uint64_t first = chain_.first();
    return chain_.block(first).body.empty() ? first + 1 : first;
}

awaitable<Result<Hash256>> FakeStore::canonical_hash(std::uint64_t number) {
    ++requests;
    if (failure) co_return failure;
    if (number < chain_.first() || number > chain_.height()) {
        co_return make_error_code(Errc::not_found);
    }
    co_return chain_.block(number).hash;
}

awaitable<Result<chain::RawItems>> FakeStore::headers(chain::HeaderQuery query,
                                                      chain::Budget budget) {
    ++requests;
    if (failure) co_return failure;
    co_return within_budget(headers_of(chain_, chain_.height(), query), budget);
}

awaitable<Result<chain::RawItems>> FakeStore::bodies(std::vector<Hash256> hashes,
                                                     chain::Budget budget) {
    ++requests;
    if (failure) co_return failure;
    co_return within_budget(bodies_of(chain_, hashes), budget);
}

awaitable<Result<chain::RawItems>> FakeStore::receipts(std::vector<Hash256> hashes,
                                                       chain::Budget budget) {
    ++requests;
    if (failure) co_return failure;
    co_return within_budget(receipts_of(chain_, hashes), budget);
}

awaitable<Result<chain::Head>> FakeStore::append(std::vector<chain::StoredBlock> blocks) {
    if (failure) co_return failure;
    const Result<chain::Head> changed = change_to(chain_, std::move(blocks));
    co_await tell_follower();
    co_return changed;
}

awaitable<Result<chain::Head>> FakeStore::replace(Hash256 ancestor,
                                                  std::vector<chain::StoredBlock> blocks) {
    if (failure) co_return failure;
    const chain::StoredBlock* const base = chain_.find(ancestor);
    if (base == nullptr) co_return make_error_code(Errc::not_found);
    if (chain_.height() - base->number > most_rewound) {
        co_return make_error_code(Errc::limit_exceeded);
    }
    const Result<chain::Head> changed = change_to(chain_.fork(base->number, 0), std::move(blocks));
    co_await tell_follower();
    co_return changed;
}

awaitable<Result<chain::Head>> FakeStore::begin_at(chain::StoredBlock root,
                                                   Uint256 total_difficulty) {
    if (failure) co_return failure;
    if (chain_.first() != chain_.height()) co_return make_error_code(Errc::already_exists);
    if (!is_its_header(root)) co_return make_error_code(Errc::invalid_data);
    std::vector<chain::StoredBlock> only;
    only.push_back(std::move(root));
    chain_ = FakeChain(std::move(only), total_difficulty);
    told_ = chain_;
    co_return head();
}

awaitable<Result<std::uint64_t>> FakeStore::prune(std::uint64_t below) {
    if (failure) co_return failure;
    const std::uint64_t first = std::clamp(below, chain_.first(), chain_.height());
    chain_ =
        FakeChain(chain_.blocks(first, chain_.height()), chain_.head_at(first).total_difficulty);
    co_return first;
}

awaitable<Result<chain::Head>> FakeStore::revise_total_difficulty(Hash256 block, Uint256 total) {
    if (!total_is_unknown) co_return make_error_code(Errc::already_exists);
    const chain::StoredBlock* const known = chain_.find(block);
    if (known == nullptr) co_return make_error_code(Errc::not_found);
    const Uint256 first = chain_.head_at(chain_.first()).total_difficulty;
    const Uint256 counted =
        chain_.head_at(known->number).total_difficulty.checked_sub(first).value();
    const std::optional<Uint256> rest = total.checked_sub(counted);
    if (!rest) co_return make_error_code(Errc::invalid_data);
    chain_ = FakeChain(chain_.blocks(chain_.first(), chain_.height()), *rest);
    co_return head();
}

awaitable<Result<std::vector<chain::BlockRef>>> FakeStore::damaged() {
    if (failure) co_return failure;
    co_return bad;
}

awaitable<Result<void>> FakeStore::mend(chain::StoredBlock block) {
    if (failure) co_return failure;
    std::erase_if(bad, [&](const chain::BlockRef& each) { return each.hash == block.hash; });
    mended.push_back(std::move(block));
    co_return Result<void>{};
}

Result<chain::Head> FakeStore::change_to(FakeChain base, std::vector<chain::StoredBlock> blocks) {
    for (chain::StoredBlock& block : blocks) {
        const chain::Head tip = base.head();
        const bool follows = block.number == tip.number + 1 && block.parent == tip.hash;
        if (!follows || !is_its_header(block)) return Errc::invalid_data;
        base.add(std::move(block));
    }
    chain_ = std::move(base);
    return head();
}

awaitable<void> FakeStore::tell_follower() {
    if (follower_ == nullptr) co_return;
    std::vector<chain::BlockRef> removed;
    while (chain_.find(told_.head().hash) == nullptr) {
        removed.push_back(chain::ref_of(told_.block(told_.height())));
        told_ = told_.fork(told_.height() - 1, 0);
    }
    if (!removed.empty()) {
        const chain::BlockRef ancestor = chain::ref_of(told_.block(told_.height()));
        co_await follower_->on_rewound(ancestor, removed);
    }
    const std::uint64_t last = chain_.height() - std::min(chain_.height(), confirmations);
    if (last <= told_.height()) co_return;
    const std::vector<chain::StoredBlock> added = chain_.blocks(told_.height() + 1, last);
    told_ = chain_.fork(last, 0);
    co_await follower_->on_extended(added);
}

}  // namespace plexus::testing
