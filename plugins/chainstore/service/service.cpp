#include "service.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

#include <api/async/await_on.hpp>
#include <api/async/blocking.hpp>
#include <api/chain/head_observer.hpp>

namespace plexus::chainstore {
namespace {

using namespace std::chrono_literals;

/// How many blocks too many there are before they are freed, so that not each new block costs a
/// transaction more.
constexpr std::uint64_t most_spare = 128;

/// Wait after a failure to free blocks, as on a full disk.
constexpr auto after_failure = 1min;

}  // namespace

Service::Service(Host& host, chain::HeadTracker* heads, std::uint64_t keep)
    : host_{host},
      runtime_{host.runtime()},
      strand_{host.strand()},
      heads_{heads},
      followers_{host},
      writing_{strand_},
      keep_{keep},
      grown_{strand_},
      tasks_{strand_} {}

awaitable<void> Service::run() {
    tasks_.spawn("chainstore followers", followers_.run(*store_));
    if (keep_ > 0) tasks_.spawn("chainstore keep", free_old_blocks());
    tasks_.spawn("chainstore index", index_old_blocks());
    co_await tasks_.serve();
}

/// Followers have not been told of the last blocks yet.
std::uint64_t Service::kept() const { return std::max(keep_, followers_.confirmations() + 1); }

/// What is freed cannot be left: the block below the first one that is removed must be there.
std::uint64_t Service::max_rewind() const {
    const std::uint64_t most = store_ ? store_->max_rewind() : 0;
    return keep_ == 0 ? most : std::min(most, kept() - 1);
}

bool Service::has_old_blocks() const {
    const std::uint64_t last = store_->head().number;
    const std::uint64_t first = std::min(store_->earliest(), last);
    return last - first + 1 > kept() + std::min(most_spare, keep_ / 8);
}

/// Keeps the last blocks while the node runs: the ones before them are freed as others arrive.
awaitable<void> Service::free_old_blocks() {
    while (true) {
        while (!has_old_blocks()) co_await grown_.wait();
        const Result<std::uint64_t> first = co_await prune(store_->head().number + 1 - kept());
        if (!first) co_await sleep_for(after_failure);
    }
}

/// Indexes what was stored before the index was kept, if it is. Blocks that arrive meanwhile are
/// stored in between, and are indexed with that.
awaitable<void> Service::index_old_blocks() {
    Result<bool> more = true;
    auto turn = [this, &more]() -> awaitable<void> {
        auto work = [this] { return store_->index_more(); };
        more = co_await on_blocking(runtime_, std::move(work));
    };
    while (!more || *more) {
        co_await writing_.call(turn);
        if (!more) co_await sleep_for(after_failure);
    }
}

awaitable<Result<std::uint64_t>> Service::find_transaction(Hash256 hash) {
    auto work = [this, &hash] { return store_->find_transaction(hash); };
    co_return co_await on_blocking(runtime_, std::move(work));
}

void Service::serve(Store& store) {
    store_ = &store;
    tell_head();
}

void Service::tell_head() const {
    const chain::Head last = store_->head();
    const std::uint64_t first = store_->earliest();
    // A root that is known by its header alone cannot be served, so it is not told as the local
    // head.
    if (heads_ != nullptr && first <= last.number) heads_->set_local_head(last, first);
    for (chain::HeadObserver& observer : host_.every<chain::HeadObserver>()) observer.on_head();
}

/// A command whose store could not be opened may run beside plugins that read blocks.
template <class Work>
awaitable<std::invoke_result_t<Work>> Service::read(Work work) {
    if (store_ == nullptr) co_return Errc::storage_failed;
    co_return co_await on_blocking(runtime_, std::move(work));
}

awaitable<Result<Hash256>> Service::canonical_hash(std::uint64_t number) {
    auto work = [this, number] { return store_->hash_at(number); };
    co_return co_await read(std::move(work));
}

awaitable<Result<Uint256>> Service::total_difficulty(Hash256 block) {
    auto work = [this, &block] { return store_->total_difficulty(block); };
    co_return co_await read(std::move(work));
}

awaitable<Result<chain::RawItems>> Service::headers(chain::HeaderQuery query,
                                                    chain::Budget budget) {
    auto work = [this, &query, budget] { return store_->headers(query, budget); };
    co_return co_await read(std::move(work));
}

awaitable<Result<chain::RawItems>> Service::bodies(std::vector<Hash256> hashes,
                                                   chain::Budget budget) {
    auto work = [this, &hashes, budget] { return store_->bodies(hashes, budget); };
    co_return co_await read(std::move(work));
}

awaitable<Result<chain::RawItems>> Service::receipts(std::vector<Hash256> hashes,
                                                     chain::Budget budget) {
    auto work = [this, &hashes, budget] { return store_->receipts(hashes, budget); };
    co_return co_await read(std::move(work));
}

awaitable<Result<chain::PackedItems>> Service::packed_bodies(std::vector<Hash256> hashes,
                                                             chain::Budget budget) {
    auto work = [this, &hashes, budget] { return store_->packed_bodies(hashes, budget); };
    co_return co_await read(std::move(work));
}

awaitable<Result<chain::PackedItems>> Service::packed_receipts(std::vector<Hash256> hashes,
                                                               chain::Budget budget,
                                                               chain::ReceiptForm form) {
    auto work = [this, &hashes, budget, form] {
        return store_->packed_receipts(hashes, budget, form);
    };
    co_return co_await read(std::move(work));
}

/// Makes a change when its turn has come, and returns when every follower has been told.
/// @param appended  the blocks, if the change does nothing but append them
template <class Work>
awaitable<Result<chain::Head>> Service::write(Work work,
                                              std::vector<chain::StoredBlock>* appended) {
    if (store_ == nullptr) co_return Errc::storage_failed;
    chain::Head head;
    auto turn = [this, &work, &head, appended] { return commit(work, head, appended); };
    const Result<std::uint64_t> change = co_await writing_.call(std::move(turn));
    if (!change) co_return change.error();
    tell_head();
    auto waiting = followers_.told(*change);
    co_await await_on(strand_, std::move(waiting));
    co_return head;
}

/// @returns the turn of the change among those that followers are told of
template <class Work>
awaitable<Result<std::uint64_t>> Service::commit(Work& work, chain::Head& head,
                                                 std::vector<chain::StoredBlock>* appended) {
    const Result<chain::Head> written = co_await on_blocking(runtime_, std::ref(work));
    if (!written) co_return written.error();
    // Nothing is awaited between the write, which is not interrupted, and this line, so that a
    // caller that was cancelled meanwhile does not keep the change from the followers.
    head = *written;
    grown_.notify();
    if (appended == nullptr) co_return followers_.put();
    co_return followers_.put(std::move(*appended));
}

awaitable<Result<chain::Head>> Service::append(std::vector<chain::StoredBlock> blocks) {
    auto work = [this, &blocks] { return store_->append(blocks); };
    co_return co_await write(std::move(work), &blocks);
}

awaitable<Result<chain::Head>> Service::replace(Hash256 ancestor,
                                                std::vector<chain::StoredBlock> blocks) {
    auto work = [this, &ancestor, &blocks] { return store_->replace(ancestor, blocks); };
    co_return co_await write(std::move(work));
}

awaitable<Result<chain::Head>> Service::begin_at(chain::StoredBlock root,
                                                 Uint256 total_difficulty) {
    auto work = [this, &root, &total_difficulty] {
        return store_->begin_at(root, total_difficulty);
    };
    co_return co_await write(std::move(work));
}

awaitable<Result<chain::Head>> Service::revise_total_difficulty(Hash256 block, Uint256 total) {
    auto work = [this, &block, &total] { return store_->revise_total_difficulty(block, total); };
    co_return co_await write(std::move(work));
}

awaitable<Result<std::uint64_t>> Service::prune(std::uint64_t below) {
    std::uint64_t first = 0;
    std::uint64_t goal = 0;
    auto work = [this, below, &first, &goal]() -> Result<chain::Head> {
        const Result<std::uint64_t> left = store_->prune(below);
        if (!left) return left.error();
        first = *left;
        const chain::Head head = store_->head();
        goal = std::min(below, head.number);
        return head;
    };
    do {
        // A turn for each step: blocks that arrive meanwhile are stored in between.
        const Result<chain::Head> step = co_await write(std::ref(work));
        if (!step) co_return step.error();
    } while (first < goal);
    co_return first;
}

awaitable<Result<std::vector<chain::BlockRef>>> Service::damaged() {
    auto work = [this] { return store_->damaged(); };
    co_return co_await read(std::move(work));
}

awaitable<Result<void>> Service::mend(chain::StoredBlock block) {
    Result<void> mended;
    auto work = [this, &block, &mended]() -> Result<chain::Head> {
        mended = store_->mend(block);
        return store_->head();
    };
    const Result<chain::Head> written = co_await write(std::move(work));
    co_return written ? mended : Result<void>{written.error()};
}

}  // namespace plexus::chainstore
