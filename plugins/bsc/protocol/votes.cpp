#include <algorithm>

#include <boost/asio/post.hpp>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/session/handler_call.hpp>
#include <plugins/bsc/protocol/limits.hpp>
#include <plugins/bsc/protocol/vote_codec.hpp>

#include "code.hpp"
#include "session.hpp"

namespace plexus::inline v1::bsc {

void BscSession::take_votes(const SharedBytes& payload) {
    const Result<std::vector<BytesView>> raw = split_votes(payload, limits::known_votes);
    if (!raw && raw.error() == Errc::limit_exceeded) {
        peer_->report(net::PeerEvent::sent_bad_data);  // no pool holds as many
        return drop(code::votes);
    }
    if (!raw) return refuse(code::votes, raw.error());
    if (too_many(raw->size())) return drop(code::votes);

    std::vector<Vote> fresh;
    for (const BytesView bytes : *raw) {
        if (!known_votes_.add(crypto::keccak256(bytes))) continue;
        Result<Vote> vote = decode_vote(bytes);
        if (!vote) return refuse(code::votes, vote.error());
        fresh.push_back(*vote);
    }
    if (fresh.empty()) return;
    context_.votes.add(static_cast<std::int64_t>(fresh.size()));
    if (!votes_.try_send(std::move(fresh))) drop(code::votes);
}

/// What is above the rate is dropped in silence, as BSC does: a pool that is sent at the beginning
/// may be. Who has sent a whole pool and the rate on top of it floods us.
bool BscSession::too_many(std::size_t votes) {
    const std::uint64_t spent = votes_received_.spend(votes, Clock::of(strand_).now());
    if (spent > votes_received_.limit() + limits::known_votes) {
        peer_->report(net::PeerEvent::sent_bad_data);
    }
    return spent > votes_received_.limit();
}

awaitable<void> BscSession::hand_on_votes() {
    while (!has_base_) co_await based_.wait();
    while (true) {
        const Result<std::vector<Vote>> votes = co_await votes_.receive();
        if (!votes) co_return;
        const std::optional<eth::ValidationResult> worst = co_await request_handlers(*votes);
        if (worst == eth::ValidationResult::accept) peer_->report(net::PeerEvent::useful_gossip);
        if (worst == eth::ValidationResult::reject) {
            peer_->report(net::PeerEvent::sent_bad_data);
            continue;
        }
        if (context_.relaying == Relaying::votes) context_.sessions.relay(*votes);
    }
}

/// @returns the worst validation result of those who have one
awaitable<std::optional<eth::ValidationResult>> BscSession::request_handlers(
    const std::vector<Vote>& votes) {
    const eth::HandlerTroubles troubles{context_.handler_failures, context_.handler_stalls,
                                        context_.log};
    eth::Origin seen;
    seen.peer = peer_;
    seen.received_at = Clock::of(strand_).now();
    seen.wall_time = Clock::of(strand_).wall();
    std::optional<eth::ValidationResult> worst;
    for (VoteHandler* handler : context_.host.every<VoteHandler>()) {
        auto call = handler->on_votes(seen, votes);
        const std::optional<eth::ValidationResult> validation =
            co_await eth::bear(troubles, typeid(*handler), std::move(call));
        if (!validation || *validation == eth::ValidationResult::ignore) continue;
        worst = std::max(worst.value_or(*validation), *validation);
    }
    co_return worst;
}

Result<void> BscSession::send_votes(std::span<const Vote> votes) {
    if (votes.size() > limits::known_votes) return make_error_code(Errc::limit_exceeded);
    if (!peer_->connected()) return make_error_code(Errc::peer_gone);
    std::vector<Vote> copy(votes.begin(), votes.end());
    asio::post(strand_, [self = shared_from_this(), copy = std::move(copy)]() mutable {
        if (self->pipe_ != nullptr) self->post_votes(std::move(copy));
    });
    return {};
}

void BscSession::post_votes(std::vector<Vote> votes) {
    std::erase_if(votes, [&](const Vote& vote) { return !known_votes_.add(vote.hash); });
    if (votes.empty()) return;
    // More would be dropped at the other end, and if it is stricter than we are, held against us.
    const std::uint64_t spent = votes_sent_.spend(votes.size(), Clock::of(strand_).now());
    if (spent > votes_sent_.limit()) return drop(code::votes);
    // If the queue is full, somebody else will send them.
    (void)post(code::votes, encode_votes(votes), net::Priority::gossip);
}

}  // namespace plexus::inline v1::bsc
