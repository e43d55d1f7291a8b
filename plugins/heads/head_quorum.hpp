#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <api/chain/head.hpp>
#include <kit/eth/client/client.hpp>

namespace plexus::heads {

/// A block that enough peers have. Its total difficulty stays zero: a header does not tell it.
struct Agreement {
    chain::Head head{};
    std::size_t peers = 0;  ///< how many have shown its header
};

/// Asks the connected peers where their chains end, and finds the best block that enough of them
/// have.
///
/// A head counts once a quorum of peers has shown its header, be it their own head or not, so fewer
/// peers than that can neither make one up nor, by having less, hide the others'. More of them can:
/// node ids cost nothing. What is agreed is good for judging forks, and proves nothing.
///
/// @thread the plugin's strand
class HeadQuorum {
public:
    /// @param quorum  how many peers must have a block
    HeadQuorum(net::PeerPool& pool, Runtime& runtime, std::size_t quorum)
        : pool_(pool), client_(pool, runtime), quorum_(quorum) {}

    /// One round of requests: to `most_asked` peers, each once for its head and once for every
    /// other head that was told, until one is agreed on.
    awaitable<std::optional<Agreement>> meet();

    /// How many peers are asked in one round: enough to outvote a few, without troubling everybody.
    static constexpr std::size_t max_requested = 16;

private:
    struct Member {
        net::PeerPtr peer{};
        Hash256 told{};                     ///< what its Status says
        std::optional<chain::Head> head{};  ///< if the peer has shown its header
    };

    std::vector<Member> members() const;
    eth::Client only(const Member& member) const;
    awaitable<void> show_heads(std::vector<Member>& members) const;
    awaitable<std::size_t> count_holders(const std::vector<Member>& members, Hash256 hash) const;

    net::PeerPool& pool_;
    eth::Client client_;
    std::size_t quorum_;
};

}  // namespace plexus::heads
