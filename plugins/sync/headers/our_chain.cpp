#include "our_chain.hpp"

#include <algorithm>

#include <kit/eth/types/limits.hpp>

namespace plexus::sync {
namespace {

std::uint64_t less(std::uint64_t number, std::uint64_t most) {
    return number - std::min(number, most);
}

class StoredChain final : public OurChain {
public:
    StoredChain(chain::ChainReader& reader, chain::ChainWriter& writer, const Settings& settings)
        : reader_(reader),
          writer_(writer),
          // The store keeps what a rewind needs for so many blocks and no more.
          max_reorg_(std::min(settings.max_reorg, writer.max_rewind())),
          checkpoint_(settings.checkpoint) {}

    Position end() const override {
        const chain::Head head = reader_.head();
        Position end;
        end.next = head.number + 1;
        end.parent = head.hash;
        return end;
    }

    Uint256 total_difficulty() const override { return reader_.head().total_difficulty; }
    bool is_stored() const noexcept override { return true; }

    std::uint64_t lowest_ancestor() const override {
        const std::uint64_t reachable = less(reader_.head().number, max_reorg_);
        // The block before the first stored one is known by its hash, and so may be the ancestor.
        return std::max(reachable, less(reader_.earliest(), 1));
    }

    awaitable<Result<Hash256>> hash_at(std::uint64_t number) override {
        co_return co_await reader_.canonical_hash(number);
    }

    awaitable<std::optional<eth::Header>> header_at(std::uint64_t number) override;
    awaitable<Result<Weight>> weight_from(std::uint64_t number) override;

    awaitable<Result<void>> put(Position behind, std::vector<chain::StoredBlock> blocks) override {
        if (std::ranges::any_of(blocks, [this](const auto& block) { return contradicts(block); })) {
            co_return make_error_code(Errc::invalid_data);
        }
        // The head may have moved since the blocks were requested. The writer compares the parent
        // too, so a race ends with an error and never with a wrong chain.
        const bool at_end = behind.parent == reader_.head().hash;
        auto change = at_end ? writer_.append(std::move(blocks))
                             : writer_.replace(*behind.parent, std::move(blocks));
        const Result<chain::Head> head = co_await std::move(change);
        if (!head) co_return head.error();
        co_return Result<void>{};
    }

private:
    /// A store that has not reached the checkpoint yet takes no other block in its place.
    bool contradicts(const chain::StoredBlock& block) const {
        return checkpoint_ && block.number == checkpoint_->number &&
               block.hash != checkpoint_->hash;
    }

    chain::ChainReader& reader_;
    chain::ChainWriter& writer_;
    std::uint64_t max_reorg_;
    std::optional<Checkpoint> checkpoint_;
};

awaitable<std::optional<eth::Header>> StoredChain::header_at(std::uint64_t number) {
    chain::HeaderQuery query;
    query.number = number;
    query.amount = 1;
    const Result<chain::RawItems> found =
        co_await reader_.headers(query, eth::limits::response_budget);
    if (!found || found->empty()) co_return std::nullopt;
    Result<eth::Header> header = eth::decode_header(found->front());
    if (!header) co_return std::nullopt;
    co_return std::move(*header);
}

awaitable<Result<Weight>> StoredChain::weight_from(std::uint64_t number) {
    Weight weight;
    const std::uint64_t end = reader_.head().number + 1;
    // In parts: a branch may be longer than the reader returns at once, which may be less than
    // requested.
    while (number < end) {
        chain::HeaderQuery query;
        query.number = number;
        query.amount = std::min<std::uint64_t>(end - number, eth::limits::response_items);
        const Result<chain::RawItems> headers =
            co_await reader_.headers(query, eth::limits::response_budget);
        if (!headers) co_return headers.error();
        // Blocks below the head are there; without this the loop would not end on a damaged store.
        if (headers->empty()) co_return make_error_code(Errc::storage_failed);
        for (const SharedBytes& raw : *headers) {
            const Result<eth::Header> header = eth::decode_header(raw);
            if (!header) co_return make_error_code(Errc::storage_failed);
            weight.add(*header);
        }
        number += headers->size();
    }
    co_return weight;
}

/// Remembers the hashes and difficulties of the last blocks that were handed on.
class HandedChain final : public OurChain {
public:
    HandedChain(Position begin, std::uint64_t max_reorg) : end_(begin), max_reorg_(max_reorg) {}

    Position end() const override { return end_; }
    Uint256 total_difficulty() const override { return {}; }
    bool is_stored() const noexcept override { return false; }

    std::uint64_t lowest_ancestor() const override {
        return blocks_.empty() ? end_.next - 1 : blocks_.front().number;
    }

    awaitable<Result<Hash256>> hash_at(std::uint64_t number) override {
        if (number + 1 == end_.next && end_.parent) co_return *end_.parent;
        const auto found = std::ranges::find(blocks_, number, &Block::number);
        if (found == blocks_.end()) co_return make_error_code(Errc::not_found);
        co_return found->hash;
    }

    awaitable<std::optional<eth::Header>> header_at(std::uint64_t number) override {
        const auto found = std::ranges::find(blocks_, number, &Block::number);
        if (found == blocks_.end()) co_return std::nullopt;
        co_return found->header;
    }

    awaitable<Result<Weight>> weight_from(std::uint64_t number) override {
        Weight weight;
        for (const Block& block : blocks_) {
            if (block.number >= number) weight.add(block.header);
        }
        co_return weight;
    }

    awaitable<Result<void>> put(Position behind, std::vector<chain::StoredBlock> blocks) override {
        // What the branch replaces goes; handlers were told of it and are told of the new blocks.
        while (!blocks_.empty() && blocks_.back().number >= behind.next) blocks_.pop_back();
        for (const chain::StoredBlock& block : blocks) {
            Block& kept = blocks_.emplace_back();
            kept.number = block.number;
            kept.hash = block.hash;
            kept.header = eth::decode_header(block.header).value();  // it was verified before
            // One more than a reorganisation has: the ancestor itself.
            if (blocks_.size() > max_reorg_ + 1) blocks_.pop_front();
        }
        end_.next = blocks.back().number + 1;
        end_.parent = blocks.back().hash;
        co_return Result<void>{};
    }

private:
    struct Block {
        std::uint64_t number = 0;
        Hash256 hash{};
        eth::Header header{};
    };

    std::deque<Block> blocks_{};
    Position end_;
    std::uint64_t max_reorg_;
};

}  // namespace

void Weight::add(const eth::Header& header) {
    // A sum of 256 bits cannot overflow on a real chain; headers of a peer may claim anything.
    difficulty = difficulty.checked_add(header.difficulty).value_or(Uint256::max());
    ++blocks;
}

bool heavier(const Weight& a, const Weight& b) noexcept {
    if (a.difficulty != b.difficulty) return a.difficulty > b.difficulty;
    // After the merge every difficulty is zero, and the longer branch is the heavier one. Equal
    // ones are not: the branch that came first stays.
    return a.difficulty == Uint256{} && a.blocks > b.blocks;
}

std::unique_ptr<OurChain> our_chain(const Services& services, const Settings& settings) {
    const bool continues = settings.from == 0 && services.reader != nullptr;
    if (continues && services.writer != nullptr) {
        return std::make_unique<StoredChain>(*services.reader, *services.writer, settings);
    }
    Position begin;
    begin.next = settings.from == 0 ? 1 : settings.from;
    if (continues) {
        const chain::Head head = services.reader->head();
        begin.next = head.number + 1;
        begin.parent = head.hash;
    }
    return std::make_unique<HandedChain>(begin, settings.max_reorg);
}

}  // namespace plexus::sync
