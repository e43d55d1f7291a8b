#include "blocks.hpp"

#include <api/async/strand.hpp>

namespace plexus::relay {
namespace {

std::vector<eth::BlockAnnouncement> announcement_of(const KeptBlock& block) {
    return {{block.block.hash, block.block.number}};
}

}  // namespace

std::optional<Uint256> Blocks::total_of(const KeptBlock& block) const {
    if (!anchor_total_) return std::nullopt;
    return anchor_total_->checked_add(block.beyond_anchor);
}

/// A block whose seal was not checked may be invented. It is announced, so that peers that check
/// seals can request it, and not pushed.
bool Blocks::pushes_blocks() const {
    return services_.rules.headers != nullptr && services_.rules.headers->checks_seals();
}

void Blocks::pass_on(const KeptBlock& block) {
    last_passed_on_ = clock_.now();
    const std::optional<Uint256> total = total_of(block);
    if (total && pushes_blocks()) {
        client_.broadcast(block.block, *total);
        return;
    }
    // NewBlock carries a total difficulty; while it is not known, only the hash is announced.
    client_.broadcast(announcement_of(block));
}

/// The store tells its own head, which may be behind ours.
bool Blocks::is_told(const Hash256& head) const {
    return head == told_ && services_.heads.chain_status().head.hash == head;
}

/// What most peers tell of our total difficulty counts, unless it is counted from the genesis
/// block. A store that began at a checkpoint learns it too.
void Blocks::hear_majority() {
    if (total_is_certain_ || revising_) return;
    const std::optional<Uint256> told = difficulty_quorum_.total_of_anchor(recent_);
    if (!told || told == anchor_total_) return;
    if (store_ != nullptr) {
        revising_ = true;
        tasks_.spawn("relay total difficulty", revise(anchor_, *told));
        return;
    }
    anchor_total_ = told;
    told_ = {};  // the head is told once more, with this
}

awaitable<void> Blocks::revise(Hash256 anchor, Uint256 total) {
    auto change = services_.writer->revise_total_difficulty(anchor, total);
    const Result<chain::Head> revised = co_await std::move(change);
    revising_ = false;
    if (!revised) {
        total_is_certain_ = revised.error() == Errc::already_exists;
        co_return;
    }
    if (anchor != anchor_) co_return;
    PLEXUS_LOG(log_, info) << "the total difficulty is learnt from the peers"
                           << kv("number", revised->number)
                           << kv("total", revised->total_difficulty.text());
    anchor_total_ = total;
    told_ = {};
    advance();
}

/// From eth/69 on Status tells a range of blocks and no total difficulty, so zero stands for one
/// that is not known. On a chain whose genesis block has none it is told of blocks without
/// difficulty alone: there it is the truth.
bool Blocks::may_tell_without_total(const KeptBlock& head) const {
    const bool is_less_than_any = services_.profile.genesis().total_difficulty != 0;
    return store_ == nullptr && (is_less_than_any || head.header.difficulty == 0);
}

void Blocks::advance() {
    const KeptBlockPtr head = recent_.head();
    if (!head) return;
    hear_majority();
    const std::optional<Uint256> total = total_of(*head);
    // Status tells the genesis block anyway; setting it as the local head would end the agreement
    // of the peers.
    if (head->block.number == 0 || is_told(head->block.hash)) return;
    if (!total && !may_tell_without_total(*head)) return;
    if (store_ != nullptr && *total <= store_->head().total_difficulty) return;
    told_ = head->block.hash;
    head_number_.set(head->block.number);
    chain::Head told;
    told.number = head->block.number;
    told.time = head->block.time;
    told.hash = told_;
    told.total_difficulty = total.value_or(Uint256{});
    services_.heads.set_local_head(told,
                                   store_ != nullptr ? store_->earliest() : recent_.earliest());
}

void Blocks::handshake(const net::PeerPtr& peer, const std::shared_ptr<eth::Remote>& remote,
                       SteadyTime joined) {
    PLEXUS_ON_STRAND(strand_);
    const eth::Status status = remote->status();
    if (status.total_difficulty != 0) {  // from eth/69 on Status has none
        Claim claim;
        claim.hash = status.head;
        claim.total_difficulty = status.total_difficulty;
        difficulty_quorum_.hear(peer->node().id, claim);
        advance();
    }
    const KeptBlockPtr head = recent_.head();
    if (!head || last_passed_on_ < joined || status.head == head->block.hash) return;
    const std::optional<Uint256> total = total_of(*head);
    if (total && status.total_difficulty >= *total) return;
    // A peer that is gone, or whose queue is full, gets the block from another node.
    if (total && pushes_blocks())
        (void)remote->send_block(eth::make_gossip(eth::NewBlock{head->block, *total}));
    else
        (void)remote->announce_blocks(eth::make_gossip(announcement_of(*head)));
}

}  // namespace plexus::relay
