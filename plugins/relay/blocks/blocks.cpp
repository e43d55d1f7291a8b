#include "blocks.hpp"

#include <api/async/blocking.hpp>
#include <api/async/strand.hpp>

namespace plexus::relay {
namespace {

/// bsc's block fetcher: which blocks beside the head are of interest.
constexpr std::uint64_t window_behind = 11;
constexpr std::uint64_t window_ahead = 32;

/// Invalid headers that are remembered, so that the same one is not checked again for each peer
/// that sends it.
constexpr std::size_t condemned_headers = 1024;

std::uint64_t unix_seconds(WallTime time) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

}  // namespace

Blocks::Blocks(const Services& services, Recent& recent, std::size_t quorum, OnKept on_kept)
    : services_(services),
      recent_(recent),
      on_kept_(std::move(on_kept)),
      client_(eth::Client(services.pool, services.host.runtime()).appending(services.rules.bodies)),
      strand_(services.host.strand()),
      clock_(Clock::of(strand_)),
      tasks_(strand_),
      difficulty_quorum_(quorum),
      wanted_changed_(strand_),
      condemned_(condemned_headers),
      kept_count_(services.host.metrics().counter(
          {"plexus_relay_blocks_kept_total", "Gossiped blocks that were checked and kept"})),
      refused_count_(services.host.metrics().counter(
          {"plexus_relay_blocks_refused_total", "Gossiped blocks that broke a rule"})),
      head_number_(services.host.metrics().gauge(
          {"plexus_relay_head_number", "Number of the best block that is kept"})),
      log_(services.host.logger()) {}

awaitable<eth::ValidationResult> Blocks::on_block(const eth::Origin& origin,
                                                  const eth::RawBlock& block) {
    PLEXUS_ON_STRAND(strand_);
    if (block.total_difficulty) {
        Claim claim;
        claim.hash = block.hash;
        claim.total_difficulty = *block.total_difficulty;
        difficulty_quorum_.hear(origin.peer->node().id, claim);
    }
    co_return co_await take(block, origin.peer);
}

awaitable<eth::ValidationResult> Blocks::on_block_hashes(
    const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) {
    PLEXUS_ON_STRAND(strand_);
    bool all_known = true;
    for (const eth::BlockAnnouncement& block : blocks) {
        if (recent_.find(block.hash)) continue;
        all_known = false;
        announcers_.note(block.hash, origin.peer->node().id);
        if (distance(block.number) == Distance::near) want(block.hash, origin.peer);
    }
    co_return all_known ? eth::ValidationResult::duplicate : eth::ValidationResult::ignore;
}

void Blocks::forget(const net::NodeId& peer) {
    PLEXUS_ON_STRAND(strand_);
    difficulty_quorum_.forget(peer);
    announcers_.forget(peer);
    wanted_.forget(peer);
}

awaitable<eth::ValidationResult> Blocks::take(eth::RawBlock block, net::PeerPtr from) {
    const Hash256 hash = block.hash;
    announcers_.note(hash, from->node().id);
    if (recent_.find(hash)) {
        advance();  // its sender may complete the quorum for the total difficulty
        co_return eth::ValidationResult::duplicate;
    }
    if (condemned_.contains(hash)) co_return eth::ValidationResult::reject;
    const KeptBlockPtr parent = recent_.find(block.parent);
    if (!parent) {
        put_aside(block, from);
        co_return eth::ValidationResult::ignore;
    }

    Examination found = co_await look_into(std::move(block), parent);
    if (found.fault == Fault::early) co_return eth::ValidationResult::ignore;
    if (found.fault != Fault::none) {
        refused_count_.add();
        if (found.fault == Fault::header) condemned_.add(hash);
        PLEXUS_LOG(log_, debug) << "block refused" << kv("hash", to_hex(hash))
                                << kv("peer", net::brief(from->node().id));
        co_return eth::ValidationResult::reject;
    }
    found.block->from = from->node().id;
    const auto announcers = [this](const Hash256& each) { return announcers_.count(each); };
    if (recent_.add(std::move(found.block), announcers) == Recent::Added::not_kept) {
        co_return eth::ValidationResult::ignore;
    }
    kept(*recent_.find(hash));
    co_return eth::ValidationResult::accept;
}

awaitable<Examination> Blocks::look_into(eth::RawBlock block, KeptBlockPtr parent) {
    if (services_.rules.headers != nullptr) {
        auto ready = services_.rules.headers->prepare();
        co_await std::move(ready);
    }
    const std::uint64_t now = unix_seconds(clock_.wall());
    auto work = [this, &block, &parent, now] {
        const eth::Header* header = parent ? &parent->header : nullptr;
        return examine(std::move(block), header, services_.rules, now);
    };
    co_return co_await on_blocking(services_.host.runtime(), std::move(work));
}

void Blocks::put_aside(const eth::RawBlock& block, const net::PeerPtr& from) {
    if (block.number == 0 || orphans_.has(block.hash, from->node().id)) return;
    const bool near =
        distance(block.number) == Distance::near && distance(block.number - 1) == Distance::near;
    if (!near) return;
    Orphans::Orphan orphan;
    orphan.block = block;
    orphan.from = from;
    orphans_.add(std::move(orphan));
    if (!orphans_.has(block.parent)) want(block.parent, from);
}

awaitable<void> Blocks::take_orphans(Hash256 parent) {
    for (Orphans::Orphan& orphan : orphans_.take(parent)) {
        const eth::ValidationResult validation =
            co_await take(std::move(orphan.block), orphan.from);
        if (validation == eth::ValidationResult::reject)
            eth::report(*orphan.from, net::PeerEvent::sent_bad_data);
    }
}

void Blocks::kept(const KeptBlock& block) {
    kept_count_.add();
    last_kept_ = clock_.now();
    on_kept_(block);
    advance();
    pass_on(block);
    // In a task of its own, not in the handler call that brought the parent: that call is cancelled
    // when its peer leaves.
    tasks_.spawn("relay orphans", take_orphans(block.block.hash));
}

Blocks::Distance Blocks::distance(std::uint64_t number) const {
    const KeptBlockPtr head = recent_.head();
    if (!head) return Distance::far;
    const std::uint64_t here = head->block.number;
    if (number > here) return number - here <= window_ahead ? Distance::near : Distance::far;
    return here - number <= window_behind ? Distance::near : Distance::far;
}

}  // namespace plexus::relay
