#pragma once

#include <memory>
#include <string>
#include <vector>

#include <api/net/discovery.hpp>
#include <api/net/peer_pool.hpp>
#include <kit/testing/fake_heads.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/network.hpp>

#include "hostility.hpp"
#include "plugins.hpp"
#include "small_talk.hpp"

namespace plexus::simulation {

/// What all nodes of a simulation share.
struct Environment {
    testing::Loop loop;
    Internet internet{loop};
    testing::Network network{loop};
};

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
    void start();

    /// Ends it. What it writes while it ends is lost, as by a kill.
    void crash();

    bool runs() const noexcept { return running_ != nullptr; }
    bool hostile() const noexcept { return hostile_; }
    Kind kind() const noexcept { return kind_; }
    net::Node node() const { return local_.node(); }

    /// The ids of its peers; none while it does not run.
    std::vector<net::NodeId> peers() const;

private:
    /// A life between two starts.
    struct Running {
        explicit Running(testing::Loop& loop);

        LoadedPlugin store;
        LoadedPlugin scoring;
        LoadedPlugin discovery;
        LoadedPlugin peers;
    };

    void connect(Running& running);

    Environment& environment_;
    bool hostile_;
    Kind kind_;
    Limits limits_;
    testing::FakeLocalNode local_;
    SimulatedPort port_;
    testing::MemoryTransport transport_;
    testing::FakeProfile profile_;
    testing::FakeHeads heads_;
    SmallTalk talk_;
    std::string nodes_file_;
    std::string pool_file_;
    std::unique_ptr<Running> running_;
};

}  // namespace plexus::simulation
