#pragma once

#include <vector>

#include <api/net/peer_pool.hpp>
#include <kit/testing/fake_heads.hpp>
#include <kit/testing/fake_profile.hpp>

#include "hostility.hpp"
#include "presence.hpp"
#include "small_talk.hpp"

namespace plexus::simulation {

/// A node of the plugins discv4, nodestore, scoring and peers. Its links carry messages as they
/// are, without RLPx.
///
/// A hostile node takes and seeks as many peers as it can, and is of no use to any. By its kind it
/// misbehaves in discovery, too.
class FullNode {
public:
    struct Limits {
        std::size_t min_peers;
        std::size_t max_peers;
    };

    FullNode(Environment& environment, std::uint64_t number, bool hostile, Limits limits,
             std::vector<net::Node> bootnodes);

    /// Starts it, with the files that the last run left.
    void start() { running_.start(); }

    /// Ends it. What it writes while it ends is lost, as by a kill.
    void crash() { running_.crash(); }

    bool runs() const noexcept { return running_.runs(); }
    bool hostile() const noexcept { return hostile_; }
    Kind kind() const noexcept { return kind_; }
    net::Node node() const { return presence_.node(); }

    /// Its peers; none while it does not run.
    std::vector<net::PeerPtr> peers() const {
        return running_.runs() ? running_.service<net::PeerPool>().peers()
                               : std::vector<net::PeerPtr>{};
    }

private:
    bool hostile_;
    Kind kind_;
    Presence presence_;
    testing::FakeProfile profile_;
    testing::FakeHeads heads_;
    SmallTalk talk_;
    Surroundings surroundings_;
    SimulatedNode running_;
};

}  // namespace plexus::simulation
