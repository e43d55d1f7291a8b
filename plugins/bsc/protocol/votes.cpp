#include <algorithm>

#include <boost/asio/post.hpp>

#include <kit/crypto/keccak.hpp>
#include <kit/handlers/handler_call.hpp>
#include <plugins/bsc/protocol/limits.hpp>
#include <plugins/bsc/protocol/vote_codec.hpp>

#include "code.hpp"
#include "session.hpp"

namespace plexus::inline v1::bsc {

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
        if (context_.relaying == Relaying::votes) context_.sessions.relay(*votes);
    }
}

/// @returns the worst validation result; none if no handler gave one
awaitable<std::optional<eth::ValidationResult>> BscSession::request_handlers(
    const std::vector<Vote>& votes) {
    eth::Origin seen;
    seen.peer = peer_;
    seen.received_at = Clock::of(strand_).now();
    seen.wall_time = Clock::of(strand_).wall();
    std::optional<eth::ValidationResult> worst;
    for (VoteHandler& handler : context_.host.every<VoteHandler>()) {
        auto call = handler.on_votes(seen, votes);
        const Result<eth::ValidationResult> validation =
            co_await handlers::guarded(context_.troubles, typeid(handler), std::move(call));
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
    // The peer would drop more than this, and a strict peer would disconnect us.
    const std::uint64_t spent = votes_sent_.spend(votes.size(), Clock::of(strand_).now());
    if (spent > votes_sent_.limit()) return drop(code::votes);
    // If the queue is full, the peer gets them from other nodes.
    (void)post(code::votes, encode_votes(votes), net::Priority::gossip);
}

}  // namespace plexus::inline v1::bsc
