#pragma once

#include <map>
#include <memory>
#include <vector>

#include <api/async/event.hpp>
#include <api/net/discovery.hpp>
#include <api/net/transport.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/memory_link.hpp>

#include "plugins.hpp"
#include "run_log.hpp"
#include "small_talk.hpp"

namespace plexus::simulation {

/// The nodes around a victim: honest ones, most of which have no room, and an attacker's, which
/// always have. The attacker has 28 addresses, each in a /16 of its own, and any number of ids.
///
/// @spec the numbers: arXiv 2601.16560 (28 addresses); nine in ten of what the DHT tells, three in
///       ten of what DNS lists tell, one in five of the nodes in the store and of the anchors
struct Neighbours {
    Neighbours();

    /// What a source tells of.
    /// @param hostile_in_hundred  the attacker's share of it
    net::Node any(unsigned hostile_in_hundred) const;

    bool is_hostile(const net::NodeId& id) const;

    std::vector<net::Node> honest;
    std::vector<net::Node> hostile;
    bool has_anchors = true;
};

/// A node that restarts: the plugins peers, nodestore and scoring with the files of an earlier
/// life, between two sources of nodes and a transport that are not real.
class Victim {
public:
    static constexpr std::size_t slots = 16;

    struct Peers {
        std::size_t honest = 0;
        std::size_t hostile = 0;
    };

    explicit Victim(const Neighbours& neighbours);

    Peers peers();

    testing::Loop loop;
    RunLog log{loop};

private:
    /// Tells of a node every now and then.
    class Source final : public net::Discovery {
    public:
        Source(const Neighbours& neighbours, unsigned hostile_in_hundred)
            : neighbours_(neighbours), hostile_in_hundred_(hostile_in_hundred) {}
        awaitable<Result<net::Node>> next() override;

    private:
        const Neighbours& neighbours_;
        unsigned hostile_in_hundred_;
    };

    /// Links to nodes that say nothing.
    class Dials final : public net::Transport {
    public:
        Dials(testing::Loop& loop, const Neighbours& neighbours);
        awaitable<Result<net::LinkPtr>> dial(net::Node node, net::Hello ours,
                                             net::ConnectionFilter filter) override;
        awaitable<Result<std::unique_ptr<net::IncomingConnection>>> accept() override;

        /// The honest nodes that were dialled, and whether they have room; others are queried when
        /// they are dialled.
        std::map<net::NodeId, bool> has_room;

    private:
        testing::Loop& loop_;
        const Neighbours& neighbours_;
        std::vector<testing::WireEnd> theirs_;
        Event never_;
    };

    std::string nodes_file();
    std::string pool_file();

    const Neighbours& neighbours_;
    testing::FakeLocalNode local_{1, asio::ip::address_v4{0x01020304}};
    testing::FakeProfile profile_;
    SmallTalk talk_{true};
    Source dht_;
    Source dns_;
    Dials dials_;
    LoadedPlugin store_;
    LoadedPlugin scoring_;
    LoadedPlugin peers_;
};

}  // namespace plexus::simulation
