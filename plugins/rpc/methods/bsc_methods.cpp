#include "bsc_methods.hpp"

#include <algorithm>
#include <set>

#include <api/async/blocking.hpp>
#include <kit/eth/types/raw_transaction.hpp>

#include <plugins/rpc/json/checksum.hpp>
#include <plugins/rpc/json/hex.hpp>
#include <plugins/rpc/json/receipt_json.hpp>
#include <plugins/rpc/json/sidecar_json.hpp>
#include <plugins/rpc/json/transaction_json.hpp>

namespace plexus::rpc_server {
namespace {

using Found = std::optional<Block>;

/// As BSC has it: how many blocks are looked at for those who built on one.
constexpr std::uint64_t longest_walk = 1000;
/// Headers that are read at once.
constexpr std::uint64_t walk_step = 128;

BlockId numbered(std::uint64_t number) {
    BlockId id;
    id.tag = BlockId::Tag::number;
    id.number = number;
    return id;
}

/// How many validators must have built on a block.
/// @param wanted  a number of them, or -1, -2, -3: half, two thirds, all, rounded up
std::size_t confirmations(std::int64_t wanted, std::size_t validators) {
    if (wanted == -1) return (validators + 1) / 2;
    if (wanted == -2) return (validators * 2 + 2) / 3;
    if (wanted == -3) return validators;
    const auto all = static_cast<std::int64_t>(validators);
    if (wanted >= 1 && wanted <= all) return static_cast<std::size_t>(wanted);
    fail(std::to_string(wanted) + " neither within the range [1," + std::to_string(validators) +
         "] nor the range [-3,-1]");
}

/// The highest block such that so many validators have built on it, itself included.
/// @param floor  the walk ends there
awaitable<std::uint64_t> built_on_by(Blocks& blocks, std::size_t validators, std::uint64_t floor) {
    const std::uint64_t head = blocks.reader().head().number;
    std::uint64_t last = head;
    std::set<Address> seen;
    while (true) {
        const std::uint64_t first = last - std::min(last, walk_step - 1);
        const std::vector<SharedBytes> headers = co_await blocks.headers(first, last - first + 1);
        for (auto raw = headers.rbegin(); raw != headers.rend(); ++raw) {
            const Result<eth::Header> header = eth::decode_header(*raw);
            if (!header) fail("a stored header cannot be read: " + header.error().message());
            last = header->number;
            seen.insert(header->coinbase);
            const bool far = last <= floor || head - last >= longest_walk;
            if (far || seen.size() >= validators) co_return last;
        }
        if (headers.empty() || last == 0) co_return last;
        --last;
    }
}

awaitable<std::uint64_t> finalized_number(EthParts parts, const chain::FinalityRules* rules,
                                          std::int64_t wanted) {
    if (rules == nullptr) fail("only parlia engine supported");
    const chain::Finality known = co_await parts.blocks.finality();
    if (known.validators == 0) fail("the validators of the head block are not known");
    const std::size_t needed = confirmations(wanted, known.validators);
    const std::uint64_t fast = known.finalized.value_or(0);
    const std::uint64_t floor = std::max<std::uint64_t>(fast, 1);
    const std::uint64_t slow = co_await built_on_by(parts.blocks, needed, floor);
    co_return std::max(fast, slow);
}

void add_finality(MethodTable& table, EthParts parts, const chain::FinalityRules* rules) {
    table.add("eth_getFinalizedHeader", [=](Arguments arguments) -> awaitable<json::value> {
        const std::int64_t wanted = arguments.integer();
        arguments.end();
        const std::uint64_t number = co_await finalized_number(parts, rules, wanted);
        const Found block = co_await parts.blocks.find(numbered(number), Parts::header);
        if (!block) co_return nullptr;
        co_return co_await header_of(parts, *block);
    });
    table.add("eth_getFinalizedBlock", [=](Arguments arguments) -> awaitable<json::value> {
        const std::int64_t wanted = arguments.integer();
        const Transactions form = arguments.boolean() ? Transactions::whole : Transactions::hashes;
        arguments.end();
        const std::uint64_t number = co_await finalized_number(parts, rules, wanted);
        const Found block = co_await parts.blocks.find(numbered(number), Parts::body);
        if (!block) co_return nullptr;
        co_return co_await whole_block(parts, *block, form);
    });
}

bool has_blobs(const Block& block) {
    return std::ranges::any_of(block.body.transactions, [](const eth::Transaction& one) {
        return one.type == eth::transaction_type::blob;
    });
}

/// @returns null for a block without blobs
/// @errors RpcError (code 4444): it has blobs, but the store lacks their sidecars
awaitable<json::value> sidecars_of(EthParts parts, const Block& block, BlobForm form) {
    if (!has_blobs(block)) co_return nullptr;
    auto work = [&] { return sidecars_json(block, form); };
    std::optional<json::array> list = co_await on_blocking(parts.runtime, std::move(work));
    if (!list) fail_pruned();
    co_return std::move(*list);
}

BlobForm blob_form(Arguments& arguments) {
    return arguments.maybe_boolean().value_or(true) ? BlobForm::whole : BlobForm::first_word;
}

void add_sidecars(MethodTable& table, EthParts parts) {
    table.add("eth_getBlobSidecars", [=](Arguments arguments) -> awaitable<json::value> {
        const BlockId id = arguments.block_number_or_hash();
        const BlobForm form = blob_form(arguments);
        arguments.end();
        const Found block = co_await parts.blocks.find(id, Parts::body);
        if (!block) co_return nullptr;
        co_return co_await sidecars_of(parts, *block, form);
    });
    table.add("eth_getBlobSidecarByTxHash", [=](Arguments arguments) -> awaitable<json::value> {
        const Hash256 hash = arguments.hash();
        const BlobForm form = blob_form(arguments);
        arguments.end();
        const Mined mined = co_await find_mined(parts, hash, Parts::body);
        if (!mined.block) co_return nullptr;
        const json::value list = co_await sidecars_of(parts, *mined.block, form);
        if (!list.is_array()) co_return nullptr;
        const std::string wanted = hex_data(hash);
        for (const json::value& one : list.get_array()) {
            if (one.at("txHash").get_string() == wanted) co_return one;
        }
        co_return nullptr;
    });
}

json::array transactions_json(const Block& block) {
    json::array list;
    for (std::size_t i = 0; i < block.body.transactions.size(); ++i) {
        list.push_back(transaction_of_block(block, i));
    }
    return list;
}

/// A mined transaction as BSC shows it beside its receipt: addresses with their checksums, and the
/// most that it would pay for gas.
json::object transaction_data(const Block& block, std::size_t index) {
    const eth::Transaction& transaction = block.body.transactions[index];
    json::object all = transaction_json(transaction, eth::hash_of(transaction), nullptr);
    json::object some{{"blockHash", hex_data(block.hash)},
                      {"blockNumber", quantity(block.header.number)},
                      {"transactionIndex", quantity(index)},
                      {"from", checksummed(block.senders->of(index, transaction))},
                      {"to", nullptr}};
    if (transaction.to) some["to"] = checksummed(*transaction.to);
    for (const char* name : {"gas", "gasPrice", "hash", "input", "nonce", "value", "v", "r", "s"}) {
        some[name] = std::move(all[name]);
    }
    return some;
}

void add_by_number(MethodTable& table, EthParts parts) {
    table.add("eth_getTransactionsByBlockNumber",
              [=](Arguments arguments) -> awaitable<json::value> {
                  const BlockId id = arguments.block_number();
                  arguments.end();
                  const Found block = co_await parts.blocks.find(id, Parts::body);
                  if (!block) co_return nullptr;
                  auto work = [&block]() -> json::value { return transactions_json(*block); };
                  co_return co_await on_blocking(parts.runtime, std::move(work));
              });
    table.add("eth_getTransactionReceiptsByBlockNumber",
              [=](Arguments arguments) -> awaitable<json::value> {
                  const BlockId id = arguments.block_number();
                  arguments.end();
                  const Found block = co_await parts.blocks.find(id, Parts::receipts);
                  if (!block) fail("block " + std::to_string(id.number) + " receipts not found");
                  require_receipts(*block);
                  if (block->body.transactions.empty()) co_return json::array{};
                  auto work = [&block]() -> json::value { return receipts_json(*block); };
                  co_return co_await on_blocking(parts.runtime, std::move(work));
              });
    table.add("eth_getTransactionDataAndReceipt",
              [=](Arguments arguments) -> awaitable<json::value> {
                  const Hash256 hash = arguments.hash();
                  arguments.end();
                  const Mined mined = co_await find_mined(parts, hash, Parts::receipts);
                  if (!mined.block) co_return nullptr;
                  require_receipts(*mined.block);
                  auto work = [&mined]() -> json::value {
                      return json::object{{"txData", transaction_data(*mined.block, mined.index)},
                                          {"receipt", receipts_json(*mined.block)[mined.index]}};
                  };
                  co_return co_await on_blocking(parts.runtime, std::move(work));
              });
}

/// Who has built the block for its validator, which the field for requests tells since v1.8.
/// @spec bnb-chain/bsc v1.8.0-alpha, core/types/builder/block_mev_info.go
json::object mev_info(const Block& block) {
    constexpr std::size_t version_at = Hash256::size_bytes - Address::size_bytes - 1;
    json::object info{{"blockNumber", quantity(block.header.number)},
                      {"blockHash", hex_data(block.hash)},
                      {"miner", hex_data(block.header.coinbase)}};
    if (!block.header.requests_hash) return info;
    const BytesView field = block.header.requests_hash->view();
    const bool tagged = std::ranges::all_of(field.first(version_at), [](auto b) { return b == 0; });
    const unsigned version = field[version_at];
    const BytesView builder = field.last(Address::size_bytes);
    const bool named = std::ranges::any_of(builder, [](auto b) { return b != 0; });
    if (!tagged || !named || version < 1 || version > 2) return info;
    info["version"] = "v" + std::to_string(version);
    info["builder"] = hex_data(builder);
    return info;
}

void add_parlia(MethodTable& table, EthParts parts) {
    const auto add = [&](const char* name, std::optional<std::uint64_t> chain::Finality::*part) {
        table.add(name, [=](Arguments arguments) -> awaitable<json::value> {
            arguments.end();
            const chain::Finality known = co_await parts.blocks.finality();
            if (!(known.*part)) fail("unknown block");
            co_return json::value(*(known.*part));
        });
    };
    add("parlia_getJustifiedNumber", &chain::Finality::justified);
    add("parlia_getFinalizedNumber", &chain::Finality::finalized);
}

}  // namespace

void add_bsc_methods(MethodTable& table, EthParts parts, const chain::FinalityRules* finality) {
    table.add_immediate("eth_health", [](Arguments&) -> json::value { return true; });
    table.add("eth_getBlockMevInfo", [=](Arguments arguments) -> awaitable<json::value> {
        const BlockId id = arguments.block_number_or_hash();
        arguments.end();
        const Found block = co_await parts.blocks.find(id, Parts::header);
        if (!block) fail("block not found");
        co_return mev_info(*block);
    });
    add_finality(table, parts, finality);
    add_sidecars(table, parts);
    add_by_number(table, parts);
    if (finality != nullptr) add_parlia(table, parts);
}

}  // namespace plexus::rpc_server
