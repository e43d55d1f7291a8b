#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <api/net/peer_pool.hpp>

#include "remote.hpp"

namespace plexus::inline v1::bsc {

/// Sends requests to the network rather than to one peer: picks a peer that can respond, and the
/// next one on failure. It holds a reference and nothing else, so every plugin may have its own.
///
/// @thread any
class Client {
public:
    /// The peer that responded, and its response.
    struct Response {
        net::PeerPtr peer{};                  ///< never null
        std::shared_ptr<Remote> remote{};     ///< the peer's bsc session; never null
        std::vector<eth::RawBlock> blocks{};  ///< checked: see Remote
    };

    /// @ownership  refers to the pool, which must outlive its requests
    explicit Client(net::PeerPool& pool) : pool_(pool) {}

    /// @errors Errc::no_peer if no peer speaks bsc/2; otherwise the last peer's error
    awaitable<Result<Response>> blocks_by_range(BlockRange range) {
        ErrorCode last = make_error_code(Errc::no_peer);
        std::vector<Response> candidates = sessions();
        std::erase_if(candidates, [](const Response& candidate) {
            return candidate.remote->version() < first_version_with_ranges;
        });
        if (candidates.size() > max_attempts) candidates.resize(max_attempts);
        for (Response& candidate : candidates) {
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

    /// Sends votes to every peer that lacks them.
    void broadcast(std::span<const Vote> votes) {
        // A peer that is gone, or whose queue is full, gets them from other nodes.
        for (const Response& session : sessions()) (void)session.remote->send_votes(votes);
    }

private:
    static constexpr std::size_t max_attempts = 5;  ///< peers for one request; as eth::Client
    static constexpr std::uint32_t first_version_with_ranges = 2;

    /// Least busy first; the pool's order, best score first, decides between equals.
    std::vector<Response> sessions() const {
        std::vector<Response> found;
        for (net::PeerPtr& peer : pool_.peers()) {
            Response session;
            session.remote = peer->handle<Remote>();
            session.peer = std::move(peer);
            if (session.remote) found.push_back(std::move(session));
        }
        std::ranges::stable_sort(
            found, {}, [](const Response& session) { return session.remote->in_flight(); });
        return found;
    }

    net::PeerPool& pool_;
};

}  // namespace plexus::inline v1::bsc
