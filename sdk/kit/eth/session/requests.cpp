#include "requests.hpp"

#include <algorithm>

#include <kit/crypto/random.hpp>

namespace plexus::inline v1::eth {

std::uint64_t Requests::open(std::uint64_t answer_code) {
    // Random, so that nobody can answer a question that was not yet asked.
    std::uint64_t id = crypto::random_u64();
    while (pending_.contains(id)) id = crypto::random_u64();
    pending_.emplace(id, std::make_shared<Pending>(answer_code, strand_));
    return id;
}

awaitable<Result<SharedBytes>> Requests::answer(std::uint64_t id) {
    const auto found = pending_.find(id);
    if (found == pending_.end()) co_return make_error_code(Errc::peer_gone);
    const std::shared_ptr<Pending> pending = found->second;
    while (!pending->answer) co_await pending->done.wait();
    co_return *pending->answer;
}

void Requests::close(std::uint64_t id) {
    const auto found = pending_.find(id);
    if (found == pending_.end()) return;
    if (!found->second->answer) {
        closed_.emplace_back(id, found->second->answer_code);
        if (closed_.size() > remembered) closed_.pop_front();
    }
    pending_.erase(found);
}

Requests::Match Requests::match(std::uint64_t id, std::uint64_t code, SharedBytes payload) {
    const auto found = pending_.find(id);
    if (found != pending_.end() && found->second->answer_code == code && !found->second->answer) {
        found->second->answer.emplace(std::move(payload));
        found->second->done.notify();
        return Match::expected;
    }
    const auto late = std::find(closed_.begin(), closed_.end(), std::pair{id, code});
    if (late == closed_.end()) return Match::unasked;
    closed_.erase(late);  // once, not for ever
    return Match::late;
}

void Requests::abandon_all() {
    for (auto& [id, pending] : pending_) {
        if (!pending->answer) pending->answer.emplace(make_error_code(Errc::peer_gone));
        pending->done.notify();
    }
}

}  // namespace plexus::inline v1::eth
