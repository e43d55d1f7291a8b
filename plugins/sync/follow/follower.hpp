#pragma once

#include <plugins/sync/gossip/gossip_receiver.hpp>
#include "race.hpp"

namespace plexus::sync {

/// Whether the peers' responses are waited for where nothing better was known before: if not, they
/// end the wait for gossip as soon as they come.
enum class HeadWait : std::uint8_t { patient, brief };

/// Follows the best chain that the peers show, one round after the other.
///
/// @thread     the plugin's strand
/// @ownership  its tasks run in the given scope, which is joined before this is destroyed
class Follower {
public:
    /// @param gossip     what gossip brings; it is open as long as the follower is there
    /// @param handing  is told of the blocks
    Follower(Services services, Settings settings, TaskScope& tasks, GossipReceiver& gossip,
             Handing& handing, Logger log);
    ~Follower();
    Follower(const Follower&) = delete;
    Follower& operator=(const Follower&) = delete;

    /// Makes the blocks ours that came by gossip and follow our end: stores them, and hands them
    /// on.
    /// @returns how many there were
    /// @errors  those of ChainWriter
    awaitable<Result<std::uint64_t>> take_gossip();

    /// Whether gossip has told of a head that is worth a look, by run_once().
    bool hear_gossip();

    /// Fetches the missing blocks up to the best head that a peer has shown, or the last wanted
    /// block if that comes first.
    /// @returns how many blocks it brought
    /// @errors  Errc::no_peer if no peer has shown a head that it stands for; Errc::storage_failed;
    /// Errc::timed_out if
    ///          no peer could show what is behind its head
    awaitable<Result<std::uint64_t>> run_once(HeadWait wait);

    /// Whether all wanted blocks are here; without a last block: whether no peer had anything
    /// better at the end of run_once().
    bool complete() const;

    /// Whether so many peers have shown their heads, and all others had their time.
    bool has_head_quorum(std::size_t count) const;

private:
    awaitable<bool> may_stand(const GossipBlock& gossiped);
    awaitable<Result<void>> append(GossipBlock gossiped);
    bool is_anybody_ahead() const;
    awaitable<Result<std::uint64_t>> follow_best();
    void judge(const Candidate& target, const ErrorCode& problem);
    void say_too_deep(const Candidate& target);
    bool has_last() const;

    Services services_;
    Settings settings_;
    Logger log_;
    GossipReceiver& gossip_;
    Handing& handing_;
    std::unique_ptr<OurChain> ours_;
    Candidates candidates_;
    FailingPeers failing_{};
    std::optional<Hash256> too_deep_at_{};  ///< the end of our chain when the error was logged
    bool nothing_better_ = false;
};

}  // namespace plexus::sync
