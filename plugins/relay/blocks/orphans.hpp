#pragma once

#include <deque>
#include <vector>

#include <api/eth/raw.hpp>
#include <api/net/peer.hpp>

namespace plexus::relay {

/// Blocks whose parents are not here yet, unchecked. At the bound the oldest of the peer with the
/// most is dropped: a later block on top of it will cause it to be fetched again. The same block
/// may be here from several peers: one of them may have sent it with another body.
///
/// @thread the plugin's strand
class Orphans {
public:
    struct Orphan {
        eth::RawBlock block{};
        net::PeerPtr from{};
    };

    void add(Orphan orphan);
    bool has(const Hash256& hash) const;
    /// Whether that peer has sent it.
    bool has(const Hash256& hash, const net::NodeId& from) const;
    bool are_waiting_for(const Hash256& parent) const;

    /// Takes out the blocks that wait for that parent.
    std::vector<Orphan> take(const Hash256& parent);

private:
    void forget_one();

    std::deque<Orphan> orphans_;
    std::size_t bytes_ = 0;
};

}  // namespace plexus::relay
