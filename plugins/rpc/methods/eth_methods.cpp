#include "eth_methods.hpp"

#include <algorithm>
#include <array>

#include <api/async/blocking.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/rlp/parse.hpp>

#include <plugins/rpc/json/hex.hpp>
#include <plugins/rpc/json/receipt_json.hpp>
#include <plugins/rpc/json/transaction_json.hpp>

namespace plexus::rpc_server {
namespace {

using Found = std::optional<Block>;

/// How far behind its peers a node is that follows the chain: BSC's blocks come twice a second.
/// Ours.
constexpr std::uint64_t usual_lag = 8;

/// How a method names its block.
enum class By : std::uint8_t { number, hash };

BlockId take_block(Arguments& arguments, By by) {
    if (by == By::number) return arguments.block_number();
    BlockId id;
    id.tag = BlockId::Tag::hash;
    id.hash = arguments.hash();
    return id;
}

/// Milliseconds of a block's time, of which BSC keeps the last three digits in the mix digest.
/// @spec bnb-chain/bsc v1.8.0-alpha, core/types/block.go, MilliTimestamp
std::uint64_t milli_timestamp(const eth::Header& header) {
    return header.time * 1000 + rlp::from_big_endian(header.mix_digest.view().last(8));
}

/// The members of a block that BSC has beside those of go-ethereum.
/// @spec bnb-chain/bsc v1.7.8, internal/ethapi/api.go
awaitable<json::object> extras_of(EthParts parts, const Block& block) {
    json::object extras;
    if (parts.extras != Extras::bsc) co_return extras;
    extras["milliTimestamp"] = quantity(milli_timestamp(block.header));
    if (parts.history == nullptr) co_return extras;
    const Result<Uint256> total = co_await parts.history->total_difficulty(block.hash);
    if (total) {
        extras["totalDifficulty"] = quantity(*total);
    } else if (total.error() != Errc::not_found) {
        fail("the store cannot be read: " + total.error().message());
    }
    co_return extras;
}

/// Rendering recovers senders, so it happens on the blocking pool.
template <class Render>
awaitable<json::value> render(Runtime& runtime, Render work) {
    co_return co_await on_blocking(runtime, std::move(work));
}

std::optional<eth::RawTransaction> find_pending(const EthParts& parts, const Hash256& hash) {
    if (parts.pool == nullptr) return std::nullopt;
    return parts.pool->find(hash);
}

json::value pending_transaction(const EthParts& parts, const Hash256& hash) {
    const std::optional<eth::RawTransaction> raw = find_pending(parts, hash);
    if (!raw) return nullptr;
    const Result<eth::Transaction> transaction = eth::decode_transaction(raw->bytes);
    if (!transaction) return nullptr;
    return transaction_json(*transaction, hash, nullptr);
}

}  // namespace

awaitable<Mined> find_mined(EthParts parts, Hash256 hash, Parts wanted) {
    Mined mined;
    const std::optional<std::uint64_t> number = co_await parts.index.find(hash);
    if (!number) {
        const bool pending = find_pending(parts, hash).has_value();
        const bool complete = parts.index.complete(parts.blocks.reader().earliest());
        if (!pending && !complete) fail("transaction indexing is in progress");
        co_return mined;
    }
    BlockId id;
    id.tag = BlockId::Tag::number;
    id.number = *number;
    Found block = co_await parts.blocks.find(id, wanted);
    if (!block) co_return mined;
    for (std::size_t i = 0; i < block->body.transactions.size(); ++i) {
        if (eth::hash_of(block->body.transactions[i]) != hash) continue;
        mined.block = std::move(block);
        mined.index = i;
        break;
    }
    co_return mined;
}

namespace {

json::value raw_transaction(const Block& block, std::uint64_t index) {
    if (index >= block.body.transactions.size()) return "0x";
    return json::value(hex_data(eth::encode_transaction(block.body.transactions[index])));
}

/// A method whose parameters are a block and an index into it.
/// @param absent  the result if there is no such block
MethodTable::Method part_of_block(EthParts parts, By by, json::value absent,
                                  json::value (*read)(const Block& block, std::uint64_t index)) {
    return [=](Arguments arguments) -> awaitable<json::value> {
        const BlockId id = take_block(arguments, by);
        const std::uint64_t index = arguments.index();
        arguments.end();
        const Found block = co_await parts.blocks.find(id, Parts::body);
        if (!block) co_return absent;
        co_return read(*block, index);
    };
}

}  // namespace

awaitable<json::value> whole_block(EthParts parts, const Block& block, Transactions form) {
    const json::object extras = co_await extras_of(parts, block);
    auto work = [&]() -> json::value {
        json::object object = block_json(block, form);
        object.insert(extras.begin(), extras.end());
        return object;
    };
    co_return co_await render(parts.runtime, std::move(work));
}

awaitable<json::value> header_of(EthParts parts, const Block& block) {
    json::object object = header_json(block.header, block.hash);
    const json::object extras = co_await extras_of(parts, block);
    object.insert(extras.begin(), extras.end());
    co_return object;
}

namespace {

void add_blocks(MethodTable& table, EthParts parts, const std::string& suffix, By by) {
    table.add("eth_getBlockBy" + suffix, [=](Arguments arguments) -> awaitable<json::value> {
        const BlockId id = take_block(arguments, by);
        const Transactions form = arguments.boolean() ? Transactions::whole : Transactions::hashes;
        arguments.end();
        const Found block = co_await parts.blocks.find(id, Parts::body);
        if (!block) co_return nullptr;
        co_return co_await whole_block(parts, *block, form);
    });
    table.add("eth_getHeaderBy" + suffix, [=](Arguments arguments) -> awaitable<json::value> {
        const BlockId id = take_block(arguments, by);
        arguments.end();
        constexpr std::array unknown{BlockId::Tag::pending, BlockId::Tag::safe,
                                     BlockId::Tag::finalized};
        const bool known = id.tag != BlockId::Tag::pending && parts.extras == Extras::bsc;
        if (!known && std::ranges::find(unknown, id.tag) != unknown.end())
            co_return nullptr;  // unlike blocks
        const Found block = co_await parts.blocks.find(id, Parts::header);
        if (!block) co_return nullptr;
        co_return co_await header_of(parts, *block);
    });
    const std::string middle = by == By::number ? "BlockNumber" : "BlockHash";
    table.add("eth_getBlockTransactionCountBy" + suffix,
              [=](Arguments arguments) -> awaitable<json::value> {
                  const BlockId id = take_block(arguments, by);
                  arguments.end();
                  const Found block = co_await parts.blocks.find(id, Parts::body);
                  if (!block) co_return nullptr;
                  co_return json::value(quantity(block->body.transactions.size()));
              });
    table.add("eth_getUncleCountBy" + middle, [=](Arguments arguments) -> awaitable<json::value> {
        const BlockId id = take_block(arguments, by);
        arguments.end();
        const Found block = co_await parts.blocks.find(id, Parts::body);
        if (!block) co_return nullptr;
        co_return json::value(quantity(block->body.uncles.size()));
    });
    const std::string at = middle + "AndIndex";
    table.add("eth_getUncleBy" + at, part_of_block(parts, by, nullptr, uncle_json));
    table.add("eth_getTransactionBy" + at, part_of_block(parts, by, nullptr, transaction_of_block));
    table.add("eth_getRawTransactionBy" + at, part_of_block(parts, by, "0x", raw_transaction));
}

void add_transactions(MethodTable& table, EthParts parts) {
    table.add("eth_getTransactionByHash", [=](Arguments arguments) -> awaitable<json::value> {
        const Hash256 hash = arguments.hash();
        arguments.end();
        const Mined mined = co_await find_mined(parts, hash, Parts::body);
        if (mined.block) co_return transaction_of_block(*mined.block, mined.index);
        co_return pending_transaction(parts, hash);
    });
    table.add("eth_getTransactionReceipt", [=](Arguments arguments) -> awaitable<json::value> {
        const Hash256 hash = arguments.hash();
        arguments.end();
        const Mined mined = co_await find_mined(parts, hash, Parts::receipts);
        if (!mined.block) co_return nullptr;
        require_receipts(*mined.block);
        auto work = [&mined]() -> json::value { return receipts_json(*mined.block)[mined.index]; };
        co_return co_await render(parts.runtime, std::move(work));
    });
    const auto raw = [=](Arguments arguments) -> awaitable<json::value> {
        const Hash256 hash = arguments.hash();
        arguments.end();
        const Mined mined = co_await find_mined(parts, hash, Parts::body);
        if (mined.block) co_return raw_transaction(*mined.block, mined.index);
        const auto pending = find_pending(parts, hash);
        co_return json::value(pending ? hex_data(pending->bytes) : "0x");
    };
    table.add("eth_getRawTransactionByHash", raw);
    table.add("debug_getRawTransaction", raw);
}

void add_receipts(MethodTable& table, EthParts parts) {
    table.add("eth_getBlockReceipts", [=](Arguments arguments) -> awaitable<json::value> {
        const BlockId id = arguments.block_number_or_hash();
        arguments.end();
        if (id.tag == BlockId::Tag::pending) fail("pending receipts is not available");
        const Found block = co_await parts.blocks.find(id, Parts::receipts);
        if (!block) co_return nullptr;
        require_receipts(*block);
        if (block->body.transactions.empty()) co_return json::array{};
        auto work = [&block]() -> json::value { return receipts_json(*block); };
        co_return co_await render(parts.runtime, std::move(work));
    });
    table.add("debug_getRawReceipts", [=](Arguments arguments) -> awaitable<json::value> {
        const BlockId id = arguments.block_number_or_hash();
        arguments.end();
        const Found block = co_await parts.blocks.find(id, Parts::receipts);
        if (!block && id.tag == BlockId::Tag::hash) co_return json::array{};
        if (!block) co_return nullptr;
        require_receipts(*block);
        json::array list;
        if (block->receipts) {
            for (const eth::Receipt& receipt : *block->receipts) {
                list.emplace_back(hex_data(eth::encode_receipt(receipt)));
            }
        }
        co_return list;
    });
}

/// Of a number there is no block yet; a hash may be mistyped.
json::value nothing_raw(const BlockId& id, const char* why) {
    if (id.tag == BlockId::Tag::hash) fail(why);
    return "0x";
}

void add_raw(MethodTable& table, EthParts parts) {
    table.add("debug_getRawHeader", [=](Arguments arguments) -> awaitable<json::value> {
        const BlockId id = arguments.block_number_or_hash();
        arguments.end();
        const Found block = co_await parts.blocks.find(id, Parts::header);
        if (!block) co_return nothing_raw(id, "header not found");
        co_return json::value(hex_data(block->raw_header));
    });
    table.add("debug_getRawBlock", [=](Arguments arguments) -> awaitable<json::value> {
        const BlockId id = arguments.block_number_or_hash();
        arguments.end();
        const Found block = co_await parts.blocks.find(id, Parts::body);
        if (!block) co_return nothing_raw(id, "block not found");
        co_return json::value(hex_data(block_bytes(*block)));
    });
}

/// Half of the peers tell a head at least as high: a few may make theirs up.
std::uint64_t middle_head(const net::PeerPool& peers) {
    std::vector<std::uint64_t> numbers;
    for (const net::PeerStats& peer : peers.stats().peers) {
        if (peer.head) numbers.push_back(peer.head->number);
    }
    if (numbers.empty()) return 0;
    const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>((numbers.size() - 1) / 2);
    std::ranges::nth_element(numbers, middle);
    return *middle;
}

/// What is there from a block on.
json::object kept_from(std::optional<std::uint64_t> first, std::uint64_t head) {
    if (!first || *first > head) return {{"disabled", true}};
    return {{"disabled", false}, {"oldestBlock", quantity(*first)}};
}

std::optional<std::uint64_t> receipts_from(const EthParts& parts) {
    if (parts.history == nullptr) return std::nullopt;
    return parts.history->receipts_from();
}

/// @spec ethereum/execution-apis, src/eth/capabilities.yaml
json::value capabilities(const EthParts& parts) {
    chain::ChainReader& reader = parts.blocks.reader();
    const chain::Head head = reader.head();
    const json::object none{{"disabled", true}};
    const json::object receipts = kept_from(receipts_from(parts), head.number);
    return json::object{
        {"head", json::object{{"number", quantity(head.number)}, {"hash", hex_data(head.hash)}}},
        {"state", none},
        {"tx", kept_from(parts.index.oldest(), head.number)},
        {"logs", receipts},
        {"receipts", receipts},
        {"blocks", kept_from(reader.earliest(), head.number)},
        {"stateproofs", none}};
}

}  // namespace

json::value syncing(const EthParts& parts) {
    const std::uint64_t ours = parts.blocks.reader().head().number;
    const std::uint64_t highest = parts.peers == nullptr ? 0 : middle_head(*parts.peers);
    if (highest <= ours + usual_lag) return false;
    return json::object{{"startingBlock", quantity(parts.blocks.reader().earliest())},
                        {"currentBlock", quantity(ours)},
                        {"highestBlock", quantity(highest)}};
}

void add_eth_methods(MethodTable& table, EthParts parts) {
    table.add_immediate("eth_chainId", [=](Arguments&) -> json::value {
        if (parts.chain_id == 0) return nullptr;  // as go-ethereum, of a genesis file without one
        return json::value(quantity(parts.chain_id));
    });
    table.add_immediate("eth_blockNumber", [=](Arguments&) -> json::value {
        return json::value(quantity(parts.blocks.reader().head().number));
    });
    table.add_immediate("eth_accounts", [](Arguments&) -> json::value { return json::array{}; });
    table.add_immediate("eth_syncing", [=](Arguments&) -> json::value { return syncing(parts); });
    table.add_immediate("eth_capabilities",
                        [=](Arguments&) -> json::value { return capabilities(parts); });
    add_blocks(table, parts, "Number", By::number);
    add_blocks(table, parts, "Hash", By::hash);
    add_transactions(table, parts);
    add_receipts(table, parts);
    add_raw(table, parts);
}

}  // namespace plexus::rpc_server
