#include "client.hpp"

#include <algorithm>

namespace plexus::inline v1::bsc {
namespace {

/// How many peers are asked before the question is given up; as eth::Client.
constexpr std::size_t attempts = 5;

constexpr std::uint32_t first_with_ranges = 2;

}  // namespace

std::vector<Client::Answer> Client::candidates() const {
    std::vector<Answer> found;
    for (net::PeerPtr& peer : pool_.peers()) {
        Answer candidate;
        candidate.remote = peer->facet<Remote>();
        candidate.peer = std::move(peer);
        if (candidate.remote) found.push_back(std::move(candidate));
    }
    // Least busy first; the pool's order, best score first, decides between equals.
    std::stable_sort(found.begin(), found.end(), [](const Answer& a, const Answer& b) {
        return a.remote->in_flight() < b.remote->in_flight();
    });
    return found;
}

awaitable<Result<Client::Answer>> Client::blocks_by_range(BlockRange range) {
    ErrorCode last = make_error_code(Errc::no_peer);
    std::vector<Answer> asked = candidates();
    std::erase_if(asked, [](const Answer& candidate) {
        return candidate.remote->version() < first_with_ranges;
    });
    if (asked.size() > attempts) asked.resize(attempts);
    for (Answer& candidate : asked) {
        Result<std::vector<eth::RawBlock>> blocks =
            co_await candidate.remote->blocks_by_range(range);
        if (blocks) {
            candidate.blocks = std::move(*blocks);
            co_return std::move(candidate);
        }
        last = blocks.error();
    }
    co_return last;
}

void Client::broadcast(std::span<const Vote> votes) {
    // A peer that is gone or full by now gets them from somebody else.
    for (const Answer& candidate : candidates()) (void)candidate.remote->send_votes(votes);
}

}  // namespace plexus::inline v1::bsc
