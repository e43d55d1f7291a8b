#include "vote_check.hpp"

#include <map>
#include <utility>

#include <api/chain/chain_reader.hpp>
#include <api/chain/head_tracker.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/limits.hpp>
#include <plugins/bsc/protocol/limits.hpp>

namespace plexus::inline v1::bsc {
namespace {

using namespace std::chrono_literals;

/// How old the head may be for the chain to count as the network's: many times BSC's block time.
constexpr auto recent = 60s;

/// Numbers of the headers with these hashes; absent for blocks that are not here.
using Blocks = std::map<Hash256, std::optional<std::uint64_t>>;

awaitable<std::optional<std::uint64_t>> number_of(chain::ChainReader& chain, Hash256 hash) {
    chain::HeaderQuery query;
    query.hash = hash;
    query.amount = 1;
    const Result<chain::RawItems> headers =
        co_await chain.headers(query, {1, eth::limits::header_bytes});
    if (!headers || headers->empty()) co_return std::nullopt;
    const Result<eth::Header> header = eth::decode_header(headers->front());
    co_return header ? std::optional{header->number} : std::nullopt;
}

}  // namespace

bool is_well_formed(const Vote& vote) noexcept { return vote.source_number < vote.target_number; }

bool VoteCheck::follows_chain(WallTime now) const {
    const Lease<chain::HeadTracker> heads = host_.lease<chain::HeadTracker>();
    if (!heads || !host_.lease<chain::ChainReader>()) return false;
    const chain::ChainStatus status = heads->chain_status();
    if (status.source != chain::HeadSource::local) return false;
    const WallTime made{std::chrono::seconds{status.head.time}};
    return made + recent >= now;
}

awaitable<SortedVotes> VoteCheck::sort(std::vector<Vote> votes) const {
    SortedVotes sorted;
    const Lease<chain::ChainReader> chain = host_.lease<chain::ChainReader>();
    if (!chain) co_return sorted;
    const std::uint64_t head = chain->head().number;
    Blocks blocks;  // the votes of one message are for few blocks
    for (Vote& vote : votes) {
        const std::uint64_t target = vote.target_number;
        if (target + limits::votes_behind < head || target > head + limits::votes_ahead) {
            ++sorted.foreign;
            continue;
        }
        const auto [block, fresh] = blocks.try_emplace(vote.target_hash);
        if (fresh) block->second = co_await number_of(*chain, vote.target_hash);
        if (block->second == target) {
            sorted.known.push_back(std::move(vote));
        } else if (block->second) {
            ++sorted.foreign;
        } else {
            sorted.unknown.push_back(std::move(vote));
        }
    }
    co_return sorted;
}

}  // namespace plexus::inline v1::bsc
