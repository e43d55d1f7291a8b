#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/core/log.hpp>
#include <kit/eth/client/candidates.hpp>
#include <kit/eth/client/client.hpp>

#include <plugins/sync/gossip/gossip_receiver.hpp>
#include "our_chain.hpp"

namespace plexus::sync {

/// A peer that has sent the header of the head that it claims.
struct Candidate {
    net::PeerPtr peer{};
    eth::CheckedHeader head{};
    Uint256 told_difficulty{};  ///< zero where its version of eth tells none. Not proven.
    Hash256 told{};             ///< the head in its Status when it showed this one

    std::uint64_t number() const noexcept { return head.header.number; }
};

/// Knows which head each peer has shown. What a peer tells counts for nothing until it has sent the
/// header; peers get their requests side by side, so a silent one holds up nobody. A peer that
/// could not show what it claimed is remembered: it comes after all others, and after a pause that
/// doubles.
///
/// @thread     the plugin's strand
/// @ownership  its tasks run in the given scope, which is joined before this is destroyed
class Candidates {
public:
    /// @param gossip  is woken by each response
    Candidates(const Services& services, TaskScope& tasks, GossipReceiver& gossip, Logger& log);

    /// Requests the header of its head from each peer, unless the node holds that header already.
    void request_all();

    /// As request_all(), and waits for the responses, but for none longer than a moment.
    awaitable<void> look();

    /// Takes what a peer has told of its head by gossip as its claim, and requests the header if
    /// it has not come with it.
    /// @returns whether there is a head to look at by now
    bool hear(const Hint& hint);

    /// A block that is ours now: a peer that tells it as its head gets no request for it.
    void remember(const eth::CheckedHeader& header);

    /// Those that may have more than we, the most promising first: peers that have failed come
    /// last, peers whose chain was followed before come first, then the higher head counts.
    std::vector<Candidate> ahead_of(const Position& end, const Uint256& total_difficulty) const;

    /// How many peers have shown a head, and not failed to show what is behind it.
    std::size_t trusted() const noexcept;
    /// Whether a peer may still respond.
    bool waiting() const noexcept { return open_ > 0; }

    /// The peer's chain was fetched up to its head.
    void proved(const Candidate& candidate);
    /// The peer could not show what is behind its head.
    void failed(const Candidate& candidate);
    /// The peer's chain is not better than ours as it now ends.
    void dismiss(const Candidate& candidate, const Position& end);

private:
    struct Entry {
        net::PeerPtr peer{};
        Hash256 told{};                    ///< the head in its Status that was looked at last
        Hash256 claimed{};                 ///< the head to be shown: that one, or by gossip
        std::uint64_t claimed_number = 0;  ///< as gossip tells it; 0: not told
        std::optional<Candidate> shown{};
        std::optional<Hash256> dismissed_at{};  ///< the end of our chain when it was not better
        SteadyTime requested_at{};
        SteadyTime not_before{};  ///< after failures
        unsigned failures = 0;
        bool proven = false;
        bool open = false;  ///< a request is on its way
    };

    SteadyTime now() const;
    void forget_old();
    void begin_request(Entry& entry, eth::EthPeer peer);
    void claim(Entry& entry, const eth::EthPeer& peer, const eth::Status& told);
    awaitable<void> request_head(Entry& entry, eth::EthPeer peer);
    awaitable<void> wait_for_responses();
    void take(Entry& entry, const eth::EthPeer& peer, const eth::Status& told,
              const eth::Response<eth::Headers>& shown);
    void show(Entry& entry, const eth::EthPeer& peer, const eth::Status& told,
              const eth::CheckedHeader& head);
    Entry& entry_of(const Candidate& candidate);
    void punish(Entry& entry);

    const Services& services_;
    TaskScope& tasks_;
    GossipReceiver& gossip_;
    Logger& log_;
    eth::Client client_;
    Event responded_;
    std::map<net::NodeId, Entry> entries_;     ///< bounded by forget_old()
    std::deque<eth::CheckedHeader> recent_{};  ///< of our last blocks that came by gossip
    std::size_t open_ = 0;
};

}  // namespace plexus::sync
