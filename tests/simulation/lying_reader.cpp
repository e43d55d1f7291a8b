#include "lying_reader.hpp"

#include <algorithm>

#include <api/async/within.hpp>
#include <kit/testing/eth/fake_chain.hpp>

namespace plexus::simulation {
namespace {

using namespace std::chrono_literals;

/// Longer than anybody waits.
constexpr auto never = 1h;

/// About as long as a patient node waits.
constexpr auto late = 8s;

constexpr std::uint64_t forged_at_once = 16;

}  // namespace

awaitable<Result<Hash256>> LyingReader::canonical_hash(std::uint64_t) {
    co_return make_error_code(Errc::not_found);
}

awaitable<Result<chain::RawItems>> LyingReader::nothing() {
    if (lie_ == Lie::mute) co_await sleep_for(never);
    if (lie_ == Lie::drags) co_await sleep_for(late);
    co_return chain::RawItems{};
}

/// Headers that follow each other and have the requested numbers, as far as it is easy.
chain::RawItems LyingReader::forged_headers(const chain::HeaderQuery& query) const {
    const std::uint64_t first = query.hash ? head().number : query.number;
    const chain::Head parent{.number = std::max<std::uint64_t>(first, 1) - 1, .time = head().time};
    const std::uint64_t count = std::min(query.amount, forged_at_once);
    chain::RawItems items;
    for (const chain::StoredBlock& block : testing::fake_blocks(parent, count)) {
        items.push_back(block.header);
    }
    return items;
}

awaitable<Result<chain::RawItems>> LyingReader::headers(chain::HeaderQuery query, chain::Budget) {
    if (lie_ == Lie::forges) co_return forged_headers(query);
    co_return co_await nothing();
}

awaitable<Result<chain::RawItems>> LyingReader::bodies(std::vector<Hash256> hashes, chain::Budget) {
    if (lie_ != Lie::forges) co_return co_await nothing();
    // [transactions, uncles], both empty
    co_return chain::RawItems(hashes.size(), SharedBytes{Bytes{0xc2, 0xc0, 0xc0}});
}

awaitable<Result<chain::RawItems>> LyingReader::receipts(std::vector<Hash256>, chain::Budget) {
    return nothing();
}

}  // namespace plexus::simulation
