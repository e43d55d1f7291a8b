#include "log_methods.hpp"

#include <algorithm>

#include <api/async/blocking.hpp>
#include <kit/eth/types/raw_transaction.hpp>

#include <plugins/rpc/json/receipt_json.hpp>

namespace plexus::rpc_server {
namespace {

using Tag = BlockId::Tag;

/// Ours: two hours of Ethereum's blocks at twelve seconds each, sixteen times over.
constexpr std::uint64_t most_blocks = 10'000;
/// As reth has it; the refusal names the range to request instead.
constexpr std::size_t most_logs = 20'000;

struct Range {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};

std::uint64_t number_of(const BlockId& id, std::uint64_t head) {
    switch (id.tag) {
        case Tag::earliest:
            return 0;
        case Tag::number:
            return id.number;
        case Tag::pending:
            refuse("pending logs are not supported");
        case Tag::safe:
            fail("safe header not found");
        case Tag::finalized:
            fail("finalized header not found");
        case Tag::latest:
        case Tag::hash:
            break;
    }
    return head;
}

Range range_of(const LogFilter& filter, chain::ChainReader& reader) {
    const std::uint64_t head = reader.head().number;
    const Range range{number_of(filter.from, head), number_of(filter.to, head)};
    if (range.first > range.last) refuse("invalid block range params");
    if (range.last > head) refuse("block range extends beyond current head block");
    if (range.first < reader.earliest()) fail_pruned();
    if (range.last - range.first >= most_blocks) {
        refuse("exceed maximum block range " + std::to_string(most_blocks));
    }
    return range;
}

void add_logs(json::array& logs, const Block& block, const LogFilter& filter) {
    require_receipts(block);
    if (!block.receipts) return;
    std::size_t index = 0;
    for (std::size_t i = 0; i < block.receipts->size(); ++i) {
        for (const eth::Log& log : (*block.receipts)[i].logs) {
            const std::size_t at = index++;
            if (!filter.matches(log)) continue;
            const Hash256 hash = eth::hash_of(block.body.transactions[i]);
            logs.push_back(log_json(block, log, i, hash, at));
        }
    }
}

void check_count(const json::array& logs, const Range& range, std::uint64_t number) {
    // A single block's logs are always given, or they could not be had at all.
    if (logs.size() <= most_logs || number == range.first) return;
    refuse("query exceeds max results " + std::to_string(most_logs) + ", retry with the range " +
           std::to_string(range.first) + "-" + std::to_string(number - 1));
}

awaitable<void> add_block(json::array& logs, Blocks& blocks, BlockId id, const LogFilter& filter) {
    const std::optional<Block> block = co_await blocks.find(id, Parts::receipts);
    if (!block && id.tag == Tag::hash) fail("unknown block");
    if (!block) co_return;
    // A block that the chain has left has no logs any more.
    const bool by_hash = id.tag == Tag::hash;
    if (by_hash && co_await blocks.hash_of(block->header.number) != block->hash) co_return;
    auto work = [&] { add_logs(logs, *block, filter); };
    co_await on_blocking(blocks.runtime(), std::move(work));
}

/// The blocks whose blooms do not exclude the requested logs. A filter of thousands of alternatives
/// takes its time, so the other clients do not wait for it.
awaitable<std::vector<std::uint64_t>> may_match(Blocks& blocks, const LogFilter& filter,
                                                std::uint64_t first,
                                                std::vector<SharedBytes> headers) {
    auto work = [&] {
        std::vector<std::uint64_t> numbers;
        for (std::size_t i = 0; i < headers.size(); ++i) {
            const Result<eth::Header> header = eth::decode_header(headers[i]);
            if (header && filter.may_match(header->logs_bloom)) numbers.push_back(first + i);
        }
        return numbers;
    };
    co_return co_await on_blocking(blocks.runtime(), std::move(work));
}

awaitable<json::array> logs_of_range(Blocks& blocks, const LogFilter& filter, Range range) {
    json::array logs;
    std::uint64_t next = range.first;
    while (next <= range.last) {
        std::vector<SharedBytes> headers = co_await blocks.headers(next, range.last - next + 1);
        if (headers.empty()) break;  // the chain became shorter meanwhile
        const std::uint64_t first = next;
        next += headers.size();
        const std::vector<std::uint64_t> numbers =
            co_await may_match(blocks, filter, first, std::move(headers));
        for (const std::uint64_t number : numbers) {
            BlockId id;
            id.tag = Tag::number;
            id.number = number;
            co_await add_block(logs, blocks, id, filter);
            check_count(logs, range, number);
        }
    }
    co_return logs;
}

}  // namespace

awaitable<json::value> get_logs(Blocks& blocks, LogFilter filter) {
    json::array logs;
    if (filter.block) {
        BlockId id;
        id.tag = Tag::hash;
        id.hash = *filter.block;
        co_await add_block(logs, blocks, id, filter);
    } else {
        const Range range = range_of(filter, blocks.reader());
        logs = co_await logs_of_range(blocks, filter, range);
    }
    co_return logs;
}

void add_log_methods(MethodTable& table, Blocks& blocks) {
    table.add("eth_getLogs", [&blocks](Arguments arguments) -> awaitable<json::value> {
        const json::object object = arguments.object();
        arguments.end();
        LogFilter filter = read_log_filter(object, 0);
        co_return co_await get_logs(blocks, std::move(filter));
    });
}

}  // namespace plexus::rpc_server
