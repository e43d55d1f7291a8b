#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <api/eth/remote.hpp>
#include <api/net/peer_pool.hpp>

namespace plexus::inline v1::eth {

/// Asks the network rather than one peer: picks who can answer, and asks another on failure.
///
/// It holds a reference and nothing else, so every plugin may have its own.
///
/// @thread any
class Client {
public:
    /// Judges an answer that is not empty by what only the asker knows: no error is good,
    /// Errc::not_found is honest but of no use, anything else costs the peer; the next one is asked
    /// then. It may move to the blocking pool; the items live until it ends.
    using Check = std::function<awaitable<ErrorCode>(const chain::RawItems& items)>;

    /// Says whom to ask at all; an empty one means everybody.
    using Among = std::function<bool(const net::Peer& peer)>;

    struct Answer {
        net::PeerPtr peer{};
        std::shared_ptr<Remote> remote{};
        chain::RawItems items{};
    };

    explicit Client(net::PeerPool& pool) : pool_(pool) {}

    /// @errors Errc::no_peer if nobody could answer well; otherwise the last peer's error
    awaitable<Result<Answer>> headers(chain::HeaderQuery query, Check check, Among among);
    awaitable<Result<Answer>> bodies(std::vector<Hash256> hashes, Check check);
    awaitable<Result<Answer>> receipts(std::vector<Hash256> hashes, Check check);

    /// Sends the block to about the square root of all peers, and its hash to the rest.
    void broadcast(const RawBlock& block, const Difficulty& total_difficulty);

    /// Sends small transactions to about the square root of all peers, announces them to the rest;
    /// large and blob transactions are announced to all.
    void broadcast(const std::vector<RawTransaction>& transactions);

private:
    struct Candidate {
        net::PeerPtr peer;
        std::shared_ptr<Remote> remote;
    };
    using Ask = std::function<awaitable<Result<chain::RawItems>>(Remote&)>;

    std::vector<Candidate> candidates() const;
    std::vector<Candidate> candidates(const Among& among) const;
    static awaitable<Result<Answer>> ask_around(std::vector<Candidate> candidates, Ask ask,
                                                Check check);

    net::PeerPool& pool_;
};

}  // namespace plexus::inline v1::eth
