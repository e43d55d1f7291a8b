#pragma once

#include <deque>
#include <vector>

#include <api/eth/raw.hpp>
#include <api/net/peer.hpp>

namespace plexus::relay {

/// Blocks whose parents are not here yet, unchecked. At the bound the oldest is dropped: a later
/// block on top of it will cause it to be fetched again.
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
    bool are_waiting_for(const Hash256& parent) const;

    /// Takes out the blocks that wait for that parent.
    std::vector<Orphan> take(const Hash256& parent);

private:
    void forget_oldest();

    std::deque<Orphan> orphans_;
    std::size_t bytes_ = 0;
};

}  // namespace plexus::relay
