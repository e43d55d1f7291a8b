#include "requests.hpp"

#include <algorithm>

#include <kit/crypto/random.hpp>

namespace plexus::inline v1::eth {

std::uint64_t Requests::open(std::uint64_t response_code) {
    // Random, so that a peer cannot respond to a request before it has received it.
    std::uint64_t id = crypto::random_u64();
    while (pending_.contains(id)) id = crypto::random_u64();
    pending_.emplace(id, std::make_shared<Pending>(response_code, strand_));
    return id;
}

awaitable<Result<SharedBytes>> Requests::response(std::uint64_t id) {
    const auto found = pending_.find(id);
    if (found == pending_.end()) co_return make_error_code(Errc::peer_gone);
    const std::shared_ptr<Pending> pending = found->second;
    while (!pending->response) co_await pending->done.wait();
    co_return *pending->response;
}

void Requests::close(std::uint64_t id) {
    const auto found = pending_.find(id);
    if (found == pending_.end()) return;
    if (!found->second->response) {
        closed_.emplace_back(id, found->second->response_code);
        if (closed_.size() > remembered) closed_.pop_front();
    }
    pending_.erase(found);
}

Requests::Match Requests::match(std::uint64_t id, std::uint64_t code, SharedBytes payload) {
    const auto found = pending_.find(id);
    if (found != pending_.end() && found->second->response_code == code &&
        !found->second->response) {
        found->second->response.emplace(std::move(payload));
        found->second->done.notify();
        return Match::expected;
    }
    const auto late = std::find(closed_.begin(), closed_.end(), std::pair{id, code});
    if (late == closed_.end()) return Match::unrequested;
    closed_.erase(late);  // a second response to it counts as unrequested
    return Match::late;
}

void Requests::abandon_all() {
    for (auto& [id, pending] : pending_) {
        if (!pending->response) pending->response.emplace(make_error_code(Errc::peer_gone));
        pending->done.notify();
    }
}

}  // namespace plexus::inline v1::eth
