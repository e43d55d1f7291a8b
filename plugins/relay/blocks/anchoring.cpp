#include "blocks.hpp"

#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_block.hpp>

namespace plexus::relay {
namespace {

using namespace std::chrono_literals;

/// The interval at which the relay checks whether it can begin, or must begin anew.
constexpr auto between_looks = 2s;

/// How long the chain may be without a new block before a quorum of peers may replace it: longer
/// than a missed block or two on any chain.
constexpr auto standstill = 30s;

}  // namespace

awaitable<void> Blocks::stand() {
    while (true) {
        if (store_ != nullptr)
            co_await stand_on_store();
        else
            co_await stand_on_peers();
        co_await sleep_for(between_looks);
    }
}

awaitable<void> Blocks::stand_on_peers() {
    const std::optional<Claim> claim = better_place();
    const chain::ChainStatus chain_status = services_.heads.chain_status();
    if (claim) {
        co_await begin_at(claim->hash, claim->total_difficulty);
    } else if (chain_status.source == chain::HeadSource::agreed &&
               distance(chain_status.head.number) == Distance::far) {
        co_await begin_at(chain_status.head.hash, std::nullopt);
    }
}

awaitable<void> Blocks::stand_on_store() {
    const chain::Head stored = store_->head();
    const KeptBlockPtr head = recent_.head();
    const std::optional<Uint256> total = head ? total_of(*head) : std::nullopt;
    const bool ahead = total && *total > stored.total_difficulty;
    if (ahead || recent_.find(stored.hash)) {
        advance();  // the store has told its own head with each block that it took
        co_return;
    }
    std::unique_ptr<KeptBlock> anchor = co_await stored_block(stored.hash);
    // Of a checkpoint the store has the header alone.
    const bool header_alone = store_->earliest() > stored.number;
    if (!anchor && header_alone) anchor = co_await fetch_anchor(stored.hash);
    if (anchor) begin_with(std::move(anchor), stored.total_difficulty);
}

/// @returns null if the store has moved on meanwhile, or knows the block by its header alone
awaitable<std::unique_ptr<KeptBlock>> Blocks::stored_block(Hash256 hash) {
    chain::HeaderQuery query;
    query.hash = hash;
    query.amount = 1;
    const auto headers = co_await store_->headers(query, eth::limits::response_budget);
    std::vector<Hash256> hashes{hash};
    const auto bodies = co_await store_->bodies(std::move(hashes), eth::limits::response_budget);
    if (!headers || headers->empty() || !bodies || bodies->empty()) co_return nullptr;
    Result<eth::RawBlock> block = eth::make_raw_block(headers->front(), bodies->front());
    if (!block) co_return nullptr;
    Examination found = co_await look_into(std::move(*block), nullptr);
    co_return std::move(found.block);
}

/// Once there is a local head, `heads` sends no more requests to find the peers' agreement. If the
/// network then goes on without us, the quorum's claim tells where to begin anew.
std::optional<Claim> Blocks::better_place() const {
    const KeptBlockPtr head = recent_.head();
    if (!head || clock_.now() - last_kept_ < standstill) return std::nullopt;
    const std::optional<Claim> claim = difficulty_quorum_.common_claim();
    const std::optional<Uint256> total = total_of(*head);
    if (!claim || recent_.find(claim->hash)) return std::nullopt;
    if (total && claim->total_difficulty <= *total) return std::nullopt;
    return claim;
}

awaitable<void> Blocks::begin_at(Hash256 hash, std::optional<Uint256> total) {
    const bool at_genesis = hash == services_.profile.genesis().hash;
    if (at_genesis) total = services_.profile.genesis().total_difficulty;
    std::unique_ptr<KeptBlock> anchor;
    if (at_genesis)
        anchor = genesis();
    else
        anchor = co_await fetch_anchor(hash);
    if (!anchor) co_return;
    begin_with(std::move(anchor), total);
}

void Blocks::begin_with(std::unique_ptr<KeptBlock> anchor, std::optional<Uint256> total) {
    const Hash256 hash = anchor->block.hash;
    PLEXUS_LOG(log_, info) << "relaying blocks from here on" << kv("number", anchor->block.number)
                           << kv("hash", to_hex(hash));
    anchor_total_ = total;
    anchor_ = hash;
    total_is_certain_ = store_ == nullptr && hash == services_.profile.genesis().hash;
    last_kept_ = clock_.now();
    recent_.begin_with(std::move(anchor));
    advance();
    tasks_.spawn("relay orphans", take_orphans(hash));
}

awaitable<std::unique_ptr<KeptBlock>> Blocks::fetch_anchor(Hash256 hash) {
    const eth::Response<eth::RawBlock> block = co_await client_.block(hash);
    if (!block) {
        PLEXUS_LOG(log_, debug) << "no block to begin with" << kv("hash", to_hex(hash))
                                << kv("why", block.explain());
        co_return nullptr;
    }
    Examination found = co_await look_into(*block, nullptr);
    if (found.fault == Fault::header || found.fault == Fault::body) {
        eth::report(*block.peer(), net::PeerEvent::sent_bad_data);
    }
    co_return std::move(found.block);
}

std::unique_ptr<KeptBlock> Blocks::genesis() const {
    const SharedBytes raw_header = services_.profile.genesis_header();
    const auto block = eth::make_raw_block(raw_header, services_.profile.genesis_body());
    Result<eth::Header> header = eth::decode_header(raw_header);
    if (!block || !header) return nullptr;
    return std::make_unique<KeptBlock>(keep(*block, std::move(*header)));
}

}  // namespace plexus::relay
