#include "crowd.hpp"

#include <algorithm>

namespace plexus::testing {

using namespace std::chrono_literals;

namespace {

constexpr auto block_time = 60s;
constexpr std::uint64_t first_height = 300;
constexpr std::uint64_t blocks_to_reorganise = 10;
constexpr auto longest_wait = 10min;

}  // namespace

Crowd::Crowd() {
    truth.extend(first_height);
    store = FakeStore(truth.fork(0, 0));
    next_block_ = block_time;
    host.set("exit-when-done", "false");
}

void Crowd::join_honest(std::size_t count) { join_hostile(count, {}); }

void Crowd::join_hostile(std::size_t count, const Spoil& spoil) {
    for (std::size_t i = 0; i < count; ++i) {
        Member member;
        member.remote = honest_peer(truth, height());
        member.spoil = spoil;
        join(std::move(member));
    }
}

void Crowd::join(Member member) {
    if (member.spoil) member.spoil(*member.remote);
    member.peer = pool.join(member.remote);
    member.record = policy_.initial(member.peer->node().id, loop.clock().now());
    members_.push_back(std::move(member));
}

void Crowd::judge(Member& member) {
    auto action = net::ScoreAction::keep;
    for (; member.judged < member.peer->reports.size(); ++member.judged) {
        const net::PeerReport& report = member.peer->reports[member.judged];
        action = std::max(action, policy_.apply(member.record, report, loop.clock().now()));
    }
    if (!member.spoil) {
        lowest_ = std::min(lowest_, policy_.score(member.record, loop.clock().now()));
    }
    if (action == net::ScoreAction::keep) return;
    ++(member.spoil ? hostile_dropped_ : honest_dropped_);
    member.gone = true;
    member.peer->disconnect(net::Reason::useless_peer);
    pool.leave(member.peer);
}

/// A session reports what handlers refuse.
void Crowd::send_gossip(Member& member) {
    eth::Origin origin;
    origin.peer = member.peer;
    origin.received_at = loop.clock().now();
    auto sending = gossip(host.published<eth::BlockHandler>(), origin);
    if (loop.run(std::move(sending)) == eth::ValidationResult::reject) {
        member.peer->report(net::PeerEvent::sent_bad_data);
    }
}

void Crowd::update(Member& member) {
    if (member.spoil) {
        member.spoil(*member.remote);
        if (gossip) send_gossip(member);
    } else {
        member.remote->follow(truth, height());
    }
}

void Crowd::grow() {
    if (++branch_ % blocks_to_reorganise == 0) {
        truth = truth.fork(height() - 2, 3, branch_);
    } else {
        truth.extend(1, branch_);
    }
    for (Member& member : members_) {
        if (!member.gone) update(member);
    }
}

/// A second passes.
void Crowd::step() {
    loop.advance(1s);
    if (loop.elapsed() >= next_block_) {
        if (!has_honest_head()) ++missed_;
        grow();
        next_block_ = loop.elapsed() + block_time;
    }
    judge_all();
}

void Crowd::judge_all() {
    const std::size_t count = members_.size();
    for (std::size_t i = 0; i < count; ++i) {
        if (members_[i].gone) continue;
        judge(members_[i]);
        if (!members_[i].gone || !members_[i].spoil) continue;
        Member again;
        again.remote = std::make_shared<FakeRemote>(truth, height());
        again.spoil = members_[i].spoil;
        join(std::move(again));
    }
}

void Crowd::live(Duration time) {
    const Duration until = loop.elapsed() + time;
    while (loop.elapsed() < until) step();
    loop.advance(15s);  // the heads are looked at every few seconds
}

Duration Crowd::live_until_honest_head() {
    const Duration began = loop.elapsed();
    while (!has_honest_head() && loop.elapsed() < began + longest_wait) step();
    return loop.elapsed() - began;
}

}  // namespace plexus::testing
