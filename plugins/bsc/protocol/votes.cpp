#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/asio/post.hpp>

#include <api/async/strand.hpp>
#include <api/async/within.hpp>
#include <api/eth/finality_votes.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/handlers/handler_call.hpp>
#include <plugins/bsc/protocol/limits.hpp>
#include <plugins/bsc/protocol/vote_codec.hpp>

#include "code.hpp"
#include "session.hpp"

namespace plexus::inline v1::bsc {
namespace {

/// Peers whose share is counted at once; far more than a node has. Then all begin anew.
constexpr std::size_t most_sources = 1024;

}  // namespace

void BscSession::take_votes(const SharedBytes& payload) {
    const Result<std::vector<BytesView>> raw = split_votes(payload, limits::known_votes);
    if (!raw && raw.error() == Errc::limit_exceeded) {
        protocol_->report(net::PeerEvent::sent_bad_data);  // no vote pool holds so many
        return drop(code::votes);
    }
    if (!raw) return refuse(code::votes, raw.error());
    if (too_many(raw->size())) return drop(code::votes);

    std::vector<Vote> fresh;
    for (const BytesView bytes : *raw) {
        if (!known_votes_.add(crypto::keccak256(bytes))) continue;
        Result<Vote> vote = decode_vote(bytes);
        if (!vote) return refuse(code::votes, vote.error());
        if (!is_well_formed(*vote)) return refuse(code::votes, make_error_code(Errc::invalid_data));
        fresh.push_back(*vote);
    }
    if (fresh.empty()) return;
    context_.votes.add(fresh.size());
    if (!votes_.try_send(std::move(fresh))) drop(code::votes);
}

/// Votes above the rate are dropped without a penalty, as BSC does: at the beginning of a session a
/// peer may send its whole pool. A peer that has sent a whole pool on top of the rate floods us.
bool BscSession::too_many(std::size_t votes) {
    const std::uint64_t spent = votes_received_.spend(votes, Clock::of(strand_).now());
    if (spent > votes_received_.limit() + limits::known_votes) {
        protocol_->report(net::PeerEvent::sent_bad_data);
    }
    return spent > votes_received_.limit();
}

awaitable<void> BscSession::hand_on_votes() {
    while (!has_base_) co_await based_.wait();
    while (true) {
        const Result<std::vector<Vote>> votes = co_await votes_.receive();
        if (!votes) co_return;
        const std::optional<eth::ValidationResult> worst = co_await request_handlers(*votes);
        if (worst == eth::ValidationResult::accept) {
            net::PeerReport report = net::PeerEvent::useful_gossip;
            report.message = code::name(code::votes);
            report.items = votes->size();
            protocol_->report(std::move(report));
        }
        if (worst == eth::ValidationResult::reject) {
            protocol_->report(net::PeerEvent::sent_bad_data);
            continue;
        }
        if (context_.relaying == Relaying::votes) co_await pass_on(*votes);
    }
}

/// Relays votes for blocks that are here. What cannot be judged, because this node does not follow
/// the chain, is relayed too: within the sender's share.
awaitable<void> BscSession::pass_on(std::vector<Vote> votes) {
    if (!check_.follows_chain(Clock::of(strand_).wall())) {
        context_.sessions.relay(peer_->node().id, votes);
        co_return;
    }
    auto sorting = check_.sort(std::move(votes));
    SortedVotes sorted = co_await std::move(sorting);
    relay(std::move(sorted.known));
    hold(std::move(sorted.unknown));
    count_foreign(sorted.foreign);
}

/// @param votes  for blocks that are here
void BscSession::relay(std::vector<Vote> votes) {
    count_foreign(cut_to_voters(votes));
    if (!votes.empty()) context_.sessions.relay(peer_->node().id, votes);
}

/// Takes out the votes beyond those that a block can have. Whose votes they are cannot be told from
/// their keys, which are written in the chain's state.
/// @returns how many
std::size_t BscSession::cut_to_voters(std::vector<Vote>& votes) {
    return std::erase_if(votes, [this](const Vote& vote) {
        std::size_t* count = votes_of_block_.find(vote.target_hash);
        if (count == nullptr) count = &votes_of_block_.put(vote.target_hash, 0);
        return ++*count > limits::voters;
    });
}

/// A vote often comes before its block: validators vote as soon as they have imported it.
void BscSession::hold(std::vector<Vote> votes) {
    const SteadyTime until = Clock::of(strand_).now() + limits::vote_wait;
    std::size_t pushed_out = 0;
    for (Vote& vote : votes) {
        Waiting waiting;
        waiting.vote = std::move(vote);
        waiting.until = until;
        waiting_.push_back(std::move(waiting));
        if (waiting_.size() <= limits::waiting_votes) continue;
        waiting_.pop_front();
        ++pushed_out;
    }
    count_foreign(pushed_out);
    // The block may have come between the comparison and now, when nobody waited for it yet.
    request_look();
}

void BscSession::on_head() {
    asio::post(strand_, [self = shared_from_this()] { self->request_look(); });
}

void BscSession::request_look() {
    PLEXUS_ON_STRAND(strand_);
    look_requested_ = true;
    look_.notify();
}

awaitable<void> BscSession::wait_for_blocks() {
    while (true) {
        co_await next_look();
        look_requested_ = false;
        if (!waiting_.empty()) co_await look_again();
    }
}

/// Waits until the chain has changed, or the first waiting vote has waited for too long.
awaitable<void> BscSession::next_look() {
    while (!look_requested_) {
        if (waiting_.empty()) {
            co_await look_.wait();
            continue;
        }
        const Waiting& first = std::ranges::min(waiting_, {}, &Waiting::until);
        const Duration left = first.until - Clock::of(strand_).now();
        const Result<void> in_time = co_await within(left, look_.wait());
        if (!in_time) co_return;
    }
}

awaitable<void> BscSession::look_again() {
    std::vector<Vote> votes;
    for (const Waiting& waiting : waiting_) votes.push_back(waiting.vote);
    std::deque<Waiting> before = std::exchange(waiting_, {});
    auto sorting = check_.sort(std::move(votes));
    SortedVotes sorted = co_await std::move(sorting);
    relay(std::move(sorted.known));
    std::size_t late = 0;
    const SteadyTime now = Clock::of(strand_).now();
    for (Waiting& waiting : before) {
        const bool still = std::ranges::find(sorted.unknown, waiting.vote) != sorted.unknown.end();
        if (still && waiting.until > now)
            waiting_.push_back(std::move(waiting));
        else if (still)
            ++late;
    }
    count_foreign(late + sorted.foreign);
}

/// A fork beside ours costs nobody anything. A peer whose votes are for blocks that nobody has
/// pays.
void BscSession::count_foreign(std::size_t votes) {
    if (votes == 0) return;
    context_.foreign.add(votes);
    const std::uint64_t spent = foreign_.spend(votes, Clock::of(strand_).now());
    if (spent > foreign_.limit()) protocol_->report(net::PeerEvent::sent_bad_data);
}

/// @returns the worst validation result; none if no handler gave one
void BscSession::tell_observers(const eth::Origin& origin, const std::vector<Vote>& votes) {
    const auto observers = context_.host.every<eth::FinalityVoteObserver>();
    if (observers.empty()) return;
    std::vector<eth::FinalityVote> seen;
    seen.reserve(votes.size());
    for (const Vote& vote : votes) {
        seen.push_back({vote.hash, vote.source_number, vote.source_hash, vote.target_number,
                        vote.target_hash, vote.address, vote.signature});
    }
    for (eth::FinalityVoteObserver& observer : observers) observer.on_finality_votes(origin, seen);
}

awaitable<std::optional<eth::ValidationResult>> BscSession::request_handlers(
    const std::vector<Vote>& votes) {
    eth::Origin seen;
    seen.peer = peer_;
    seen.received_at = Clock::of(strand_).now();
    seen.wall_time = Clock::of(strand_).wall();
    tell_observers(seen, votes);
    std::optional<eth::ValidationResult> worst;
    for (VoteHandler& handler : context_.host.every<VoteHandler>()) {
        auto call = handler.on_votes(seen, votes);
        const Result<eth::ValidationResult> validation =
            co_await handlers::guarded(context_.handler_failures, typeid(handler), std::move(call));
        if (!validation || *validation == eth::ValidationResult::ignore) continue;
        worst = std::max(worst.value_or(*validation), *validation);
    }
    co_return worst;
}

void Sessions::relay(const net::NodeId& from, std::span<const Vote> votes) const {
    for (const std::weak_ptr<BscSession>& known : snapshot()) {
        // A peer that is gone, or whose queue is full, gets them from other nodes.
        if (const auto session = known.lock()) (void)session->send_votes_of(from, votes);
    }
}

void Sessions::on_head() noexcept {
    for (const std::weak_ptr<BscSession>& known : snapshot()) {
        if (const auto session = known.lock()) session->on_head();
    }
}

Result<void> BscSession::send_votes(std::span<const Vote> votes) {
    return send_votes_of(net::NodeId{}, votes);
}

Result<void> BscSession::send_votes_of(const net::NodeId& from, std::span<const Vote> votes) {
    if (votes.size() > limits::known_votes) return make_error_code(Errc::limit_exceeded);
    if (!peer_->connected()) return make_error_code(Errc::peer_gone);
    std::vector<Vote> copy(votes.begin(), votes.end());
    asio::post(strand_, [self = shared_from_this(), copy = std::move(copy), from]() mutable {
        if (self->pipe_ != nullptr) self->post_votes(std::move(copy), from);
    });
    return {};
}

/// Of the votes that came from one peer, as many as it may have passed on to this one.
void BscSession::cut_to_share(std::vector<Vote>& votes, const net::NodeId& from) {
    const SteadyTime now = Clock::of(strand_).now();
    if (votes_sent_of_.size() >= most_sources) votes_sent_of_.clear();
    const auto share = votes_sent_of_.try_emplace(from, limits::votes_per_second_of_one).first;
    const std::uint64_t spent = share->second.spend(0, now);
    const std::uint64_t left = share->second.limit() - std::min(share->second.limit(), spent);
    if (votes.size() > left) votes.resize(left);
    share->second.spend(votes.size(), now);
}

/// @param from  the peer that they came from; zero: this node's own
void BscSession::post_votes(std::vector<Vote> votes, const net::NodeId& from) {
    std::erase_if(votes, [&](const Vote& vote) { return known_votes_.contains(vote.hash); });
    if (from != net::NodeId{}) cut_to_share(votes, from);
    if (votes.empty()) return;
    for (const Vote& vote : votes) known_votes_.add(vote.hash);
    // The peer would drop more than this, and a strict peer would disconnect us.
    const std::uint64_t spent = votes_sent_.spend(votes.size(), Clock::of(strand_).now());
    if (spent > votes_sent_.limit()) return drop(code::votes);
    // If the queue is full, the peer gets them from other nodes.
    (void)post(code::votes, encode_votes(votes), net::Priority::gossip);
}

}  // namespace plexus::inline v1::bsc
