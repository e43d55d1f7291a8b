#include "blocks.hpp"

#include <api/async/blocking.hpp>
#include <kit/eth/types/raw_block.hpp>

#include <plugins/rpc/json/arguments.hpp>

namespace plexus::rpc_server {
namespace {

using Tag = BlockId::Tag;

/// What one read of the store may take: a block of 500 M gas has no more.
constexpr chain::Budget one_item{.items = 1, .bytes = 1};
constexpr chain::Budget many_headers{.items = 512, .bytes = 1U << 20U};

chain::RawItems checked(Result<chain::RawItems> items) {
    if (!items) fail("the store cannot be read: " + items.error().message());
    return std::move(*items);
}

template <class T>
T decoded(Result<T> value) {
    if (!value) {
        throw rpc::RpcError(rpc::ErrorCode::internal_error,
                            "a stored block cannot be read: " + value.error().message());
    }
    return std::move(*value);
}

void decode_parts(Block& block, Parts parts) {
    block.header = decoded(eth::decode_header(block.raw_header));
    if (parts != Parts::header) block.body = decoded(eth::decode_body(block.raw_body));
    if (block.raw_receipts.empty()) return;
    block.receipts = decoded(eth::decode_receipt_list(block.raw_receipts));
    if (block.receipts->size() != block.body.transactions.size()) block.receipts.reset();
}

}  // namespace

void fail_pruned() {
    constexpr auto pruned = static_cast<rpc::ErrorCode>(4444);
    throw rpc::RpcError(pruned, "pruned history unavailable");
}

void require_receipts(const Block& block) {
    if (!block.receipts && !block.body.transactions.empty()) fail_pruned();
}

Bytes block_bytes(const Block& block) {
    return eth::block_list(decoded(eth::make_raw_block(block.raw_header, block.raw_body)));
}

awaitable<std::optional<Hash256>> Blocks::hash_of(std::uint64_t number) {
    const Result<Hash256> hash = co_await reader_.canonical_hash(number);
    std::optional<Hash256> found;
    if (hash) {
        found = *hash;
    } else if (hash.error() != Errc::not_found) {
        fail("the store cannot be read: " + hash.error().message());
    }
    co_return found;
}

awaitable<chain::Finality> Blocks::finality() {
    chain::Finality known;
    if (finality_ == nullptr) co_return known;
    const Hash256 head = reader_.head().hash;
    const std::optional<SharedBytes> raw = co_await header(head);
    if (raw) known = finality_->finality(*raw);
    co_return known;
}

/// Of the chain's validators: a justified block is safe. Without them nobody here knows.
awaitable<std::optional<Hash256>> Blocks::resolve_final(BlockId id) {
    const chain::Finality known = co_await finality();
    const bool safe = id.tag == Tag::safe;
    const std::optional<std::uint64_t> number = safe ? known.justified : known.finalized;
    std::optional<Hash256> hash;
    if (number) hash = co_await hash_of(*number);
    if (!hash) fail(safe ? "safe block not found" : "finalized block not found");
    co_return hash;
}

awaitable<std::optional<Hash256>> Blocks::resolve(BlockId id) {
    std::optional<Hash256> hash;
    switch (id.tag) {
        case Tag::hash:
            hash = id.hash;
            break;
        case Tag::latest:
            hash = reader_.head().hash;
            break;
        case Tag::pending:
            fail("pending block is not available");
        case Tag::safe:
        case Tag::finalized:
            hash = co_await resolve_final(id);
            break;
        case Tag::earliest:
        case Tag::number: {
            const std::uint64_t number = id.tag == Tag::earliest ? 0 : id.number;
            hash = co_await hash_of(number);
            if (!hash && number < reader_.earliest() && number <= reader_.head().number) {
                fail_pruned();
            }
        }
    }
    co_return hash;
}

awaitable<std::optional<SharedBytes>> Blocks::header(Hash256 hash) {
    chain::HeaderQuery query;
    query.hash = hash;
    query.amount = 1;
    chain::RawItems found = checked(co_await reader_.headers(query, one_item));
    std::optional<SharedBytes> result;
    if (!found.empty()) result = std::move(found.front());
    co_return result;
}

awaitable<std::vector<SharedBytes>> Blocks::headers(std::uint64_t first, std::uint64_t count) {
    chain::HeaderQuery query;
    query.number = first;
    query.amount = count;
    co_return checked(co_await reader_.headers(query, many_headers));
}

awaitable<void> Blocks::decode(Block& block, Parts parts) {
    block.senders = senders_.of_block(block.hash);
    auto work = [this, &block, parts] {
        decode_parts(block, parts);
        block.blob_price = blob_fees_.price(block.header);
    };
    co_await on_blocking(runtime_, std::move(work));
}

/// As the chain has it.
awaitable<std::optional<RawParts>> Blocks::read(Hash256 hash, Parts parts) {
    std::optional<RawParts> result;
    const std::optional<SharedBytes> raw = co_await header(hash);
    if (!raw) co_return result;
    RawParts block;
    block.hash = hash;
    block.header = *raw;
    if (parts != Parts::header) {
        std::vector<Hash256> wanted(1, hash);
        chain::RawItems body = checked(co_await reader_.bodies(wanted, one_item));
        if (body.empty()) fail_pruned();
        block.body = std::move(body.front());
        if (parts == Parts::receipts) {
            chain::RawItems receipts = checked(co_await reader_.receipts(wanted, one_item));
            if (!receipts.empty()) block.receipts = std::move(receipts.front());
        }
    }
    result = std::move(block);
    co_return result;
}

awaitable<void> Blocks::remember(Hash256 hash) {
    try {
        std::optional<RawParts> block = co_await read(hash, Parts::receipts);
        if (block) recent_.put(std::move(*block));
    } catch (const rpc::RpcError&) {
        // Not all of it is stored, or no longer: there is nothing to keep.
    }
}

awaitable<std::optional<Block>> Blocks::find(BlockId id, Parts parts) {
    std::optional<Block> result;
    const std::optional<Hash256> hash = co_await resolve(id);
    if (!hash) co_return result;
    std::optional<RawParts> raw = co_await read(*hash, parts);
    if (!raw) raw = recent_.find(*hash);
    if (!raw) co_return result;
    Block block;
    block.hash = *hash;
    block.raw_header = std::move(raw->header);
    block.raw_body = std::move(raw->body);
    if (parts == Parts::receipts) block.raw_receipts = std::move(raw->receipts);
    co_await decode(block, parts);
    if (id.canonical && co_await hash_of(block.header.number) != hash) {
        fail("hash is not currently canonical");
    }
    result = std::move(block);
    co_return result;
}

}  // namespace plexus::rpc_server
