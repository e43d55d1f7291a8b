#pragma once

#include <functional>

#include <api/eth/remote.hpp>
#include <kit/testing/fake_heads.hpp>

#include "lying_reader.hpp"
#include "presence.hpp"
#include "simulated_chain.hpp"

namespace plexus::simulation {

/// A node of the real plugins discv4, nodestore, peers, scoring and eth68, which has no limit to
/// its peers and lies to all of them. It always knows the true head.
class HostileNode {
public:
    using Truth = std::function<chain::Head()>;

    HostileNode(Environment& environment, std::uint64_t number, Lie lie, std::uint64_t chain_start,
                Forks forks, std::vector<net::Node> bootnodes, Truth truth);

    void start() { running_.start(); }
    net::Node node() const { return presence_.node(); }
    Lie lie() const noexcept { return lie_; }

    /// From now on it lies so.
    void turn_to(Lie lie) noexcept { lie_ = lie; }
    std::vector<net::NodeId> peers() const { return peer_ids(running_); }

    /// To be called every few seconds.
    void act();

private:
    void tell_head(const chain::Head& head);
    void boast(chain::Head head);
    void send(const eth::RawBlock& block, int times = 1);
    void announce_block(const Hash256& hash, std::uint64_t number);
    void announce_what_is_not_there(std::uint64_t number);
    void send_bad_transactions();
    void leave_all();
    template <class Function>
    void for_each_peer(Function&& function);

    Lie lie_;
    Presence presence_;
    SimulatedChain chain_;
    eth::RawBlock absurd_;  ///< made up once
    testing::FakeHeads heads_;
    LyingReader blocks_;
    Truth truth_;
    Surroundings surroundings_;
    SimulatedNode running_;
};

}  // namespace plexus::simulation
