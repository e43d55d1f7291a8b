#pragma once

#include <cstddef>
#include <deque>
#include <map>

#include <api/async/clock.hpp>
#include <api/core/log.hpp>
#include <kit/eth/client/client.hpp>

namespace plexus::sync {

/// Blocks whose receipts may have more bytes than one message carries. Up to eth/69 a peer can send
/// them in no other way, and ends the session over it, or sends nothing: that is no fault of its
/// own. From eth/70 on they come in parts. So such a block is requested of those peers first, and
/// of each of the others only after pauses that grow.
///
/// @thread the plugin's strand
class LargeReceipts {
public:
    /// By the gas: less gas cannot have paid for so many bytes.
    static bool may_be_of(const eth::Header& header) noexcept;

    /// The same client, with the peers that send receipts in parts.
    static eth::Client in_parts(const eth::Client& client);

    /// The same client, with a few of the other peers: those whose turn it is.
    eth::Client in_one_message(const eth::Client& client, const Hash256& block,
                               SteadyTime now) const;

    /// Takes what became of a request to them: those that failed are passed over for a while.
    void note(const Hash256& block, const std::vector<eth::Attempt>& attempts, SteadyTime now);

    /// Names a block that no peer could send, once, and others not at the same time.
    void name(const eth::CheckedHeader& block, SteadyTime now, Logger& log);

private:
    struct Failures {
        unsigned count = 0;
        SteadyTime not_before{};
    };
    using ByPeer = std::map<net::NodeId, Failures>;

    ByPeer& failures_of(const Hash256& block);

    std::map<Hash256, ByPeer> failures_{};
    std::deque<Hash256> order_{};  ///< of `failures_`: the oldest one goes first
    Hash256 named_{};
    std::optional<SteadyTime> named_at_{};
};

}  // namespace plexus::sync
