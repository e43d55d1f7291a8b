#include "block_repair.hpp"

#include <algorithm>
#include <utility>

#include <kit/eth/types/limits.hpp>

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// How often damaged blocks are looked for. The pause doubles up to the longest one as long as
/// they cannot be fetched or stored.
constexpr Duration between_looks = 5s;
constexpr Duration longest_pause = 5min;

}  // namespace

awaitable<void> BlockRepair::run() {
    Duration pause = between_looks;
    while (true) {
        co_await sleep_for(pause);
        const Result<void> mended = co_await mend_all();
        pause = mended ? between_looks : std::min(2 * pause, longest_pause);
    }
}

awaitable<Result<void>> BlockRepair::mend_all() {
    const Result<std::vector<chain::BlockRef>> damaged = co_await services_.writer->damaged();
    if (!damaged) co_return damaged.error();
    Result<void> all;
    for (const chain::BlockRef& block : *damaged) {
        const Result<void> mended = co_await mend(block);
        if (mended) {
            PLEXUS_LOG(log_, info)
                << "a damaged block was fetched anew" << kv("block", block.number);
        } else {
            PLEXUS_LOG(log_, warn)
                << "a damaged block cannot be fetched anew now" << kv("block", block.number)
                << kv("error", mended.error().message());
            all = mended;
        }
    }
    co_return all;
}

awaitable<Result<void>> BlockRepair::mend(chain::BlockRef block) {
    chain::HeaderQuery query;
    query.hash = block.hash;
    query.amount = 1;
    eth::Response<eth::Headers> headers = co_await client_.headers(query);
    if (!headers) co_return headers.error();
    Batch batch;
    batch.headers_from = headers.peer();
    batch.headers = std::move(*headers);
    if (batch.first() != block.number) co_return make_error_code(Errc::invalid_data);
    const auto fetched = co_await fetcher_.fetch(batch, eth::limits::message_bytes,
                                                 Fetcher::Effort::until_all_failed);
    if (!fetched) co_return fetched.error();
    std::vector<chain::StoredBlock> blocks = blocks_of(batch);
    auto writing = services_.writer->mend(std::move(blocks.front()));
    co_return co_await std::move(writing);
}

}  // namespace plexus::sync
