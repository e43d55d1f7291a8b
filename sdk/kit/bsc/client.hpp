#pragma once

#include <memory>
#include <span>
#include <vector>

#include <api/bsc/remote.hpp>
#include <api/net/peer_pool.hpp>

namespace plexus::inline v1::bsc {

/// Asks the network rather than one peer: picks who can answer, and asks another on failure. It
/// holds a reference and nothing else, so every plugin may have its own.
///
/// @thread any
class Client {
public:
    struct Answer {
        net::PeerPtr peer{};
        std::shared_ptr<Remote> remote{};
        std::vector<eth::RawBlock> blocks{};  ///< checked: see Remote
    };

    explicit Client(net::PeerPool& pool) : pool_(pool) {}

    /// @errors Errc::no_peer if nobody speaks bsc/2; otherwise the last peer's error
    awaitable<Result<Answer>> blocks_by_range(BlockRange range);

    /// Sends votes to every peer that lacks them.
    void broadcast(std::span<const Vote> votes);

private:
    std::vector<Answer> candidates() const;

    net::PeerPool& pool_;
};

}  // namespace plexus::inline v1::bsc
