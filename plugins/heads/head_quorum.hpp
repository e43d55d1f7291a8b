#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include <api/chain/head.hpp>
#include <kit/eth/client/client.hpp>

namespace plexus::heads {

/// A block that enough peers have. Its total difficulty stays zero: a header does not tell it.
struct Agreement {
    chain::Head head{};
    std::size_t peers = 0;  ///< how many have sent its header
};

/// What peers say of our clock.
struct SlowClock {
    std::chrono::seconds behind{};  ///< by so much at least: the median of what the heads tell
    std::size_t peers = 0;          ///< of so many peers
};

/// Requests from the connected peers the headers of their heads, and finds the best block that
/// enough of them have.
///
/// A head counts once a quorum of peers has sent its header, whether it is their own head or not:
/// the highest one that most peers have, or, if most peers have none, the one that most of them
/// have. So hostile peers can neither invent a head, nor hide the head of the others by having a
/// shorter chain, unless they are as many as the others: node ids cost nothing. So an agreement is
/// good for choosing the fork id, and proves nothing.
///
/// @thread the plugin's strand
class HeadQuorum {
public:
    /// @param quorum  how many peers must have a block
    HeadQuorum(net::PeerPool& pool, Runtime& runtime, std::size_t quorum)
        : pool_(pool), client_(pool, runtime), quorum_(quorum) {}

    /// One round: `max_requested` peers, chosen at random, get requests, each once for its own head
    /// and once for every other peer's head, until most peers agree. Who is silent gets no more.
    awaitable<std::optional<Agreement>> meet();

    /// Set if in the last round most of those who showed a head, and a quorum, showed one of the
    /// future: then it is our clock that is wrong. A fast clock cannot be told from old heads.
    const std::optional<SlowClock>& slow_clock() const noexcept { return slow_clock_; }

    /// How many peers get requests in one round: enough to outvote a few hostile ones.
    static constexpr std::size_t max_requested = 16;

private:
    /// What a peer has shown of a block.
    struct Shown {
        std::optional<chain::Head> head{};  ///< if the peer has sent its header
        std::chrono::seconds ahead{};  ///< of our clock, if the block is of the future: no head
        bool silent = false;           ///< whether the request has timed out
    };

    struct Member {
        net::PeerPtr peer{};
        Hash256 told{};  ///< what its Status says
        Shown shown{};   ///< of that block; silent if any request of this round has timed out
    };

    std::vector<Member> members() const;
    static awaitable<void> show(eth::Client client, Hash256 hash, Shown& shown);
    static std::vector<chain::Head> shown_heads(const std::vector<Member>& members);
    std::optional<SlowClock> compare_clocks(const std::vector<Member>& members) const;
    eth::Client only(const Member& member) const;
    awaitable<void> show_heads(std::vector<Member>& members) const;
    awaitable<std::size_t> count_holders(std::vector<Member>& members, Hash256 hash) const;

    net::PeerPool& pool_;
    eth::Client client_;
    std::size_t quorum_;
    std::optional<SlowClock> slow_clock_;
};

}  // namespace plexus::heads
