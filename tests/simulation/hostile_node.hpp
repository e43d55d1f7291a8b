#pragma once

#include <functional>

#include <api/chain/chain_reader.hpp>
#include <api/eth/remote.hpp>
#include <kit/testing/fake_heads.hpp>

#include "presence.hpp"
#include "simulated_chain.hpp"

namespace plexus::simulation {

/// What a node does to others by eth.
enum class Lie : std::uint8_t {
    mute,       ///< takes a slot, tells the true head, and responds to nothing
    withholds,  ///< tells the true head, and has no block
    boasts,     ///< tells a head that does not exist, heavier than any
    stale,      ///< has stood still at the genesis block for ever
    invents,    ///< announces and sends blocks without a valid seal on top of the true head
    announces,  ///< announces hashes of blocks and transactions that do not exist
    leaves,     ///< takes slots, and disconnects everybody a moment later
};

inline constexpr std::size_t lies = 7;

/// The name of the enumerator.
const char* name_of(Lie lie);

/// A node of the real plugins discv4, nodestore, peers, scoring and eth68, which has no limit to
/// its peers and lies to all of them. It always knows the true head.
class HostileNode {
public:
    using Truth = std::function<eth::RawBlock()>;

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
    /// Has no block; responds to nothing while it is mute.
    class NoBlocks final : public chain::ChainReader {
    public:
        NoBlocks(const testing::FakeHeads& heads, const Lie& lie) : heads_(heads), lie_(lie) {}

        chain::Head head() const override { return heads_.now.head; }
        std::uint64_t earliest() const override { return 0; }
        awaitable<Result<Hash256>> canonical_hash(std::uint64_t) override {
            co_return make_error_code(Errc::not_found);
        }
        awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery, chain::Budget) override {
            return nothing();
        }
        awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256>, chain::Budget) override {
            return nothing();
        }
        awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256>, chain::Budget) override {
            return nothing();
        }

    private:
        awaitable<Result<chain::RawItems>> nothing();

        const testing::FakeHeads& heads_;
        const Lie& lie_;
    };

    void tell_head(const chain::Head& head);
    void boast(chain::Head head);
    void send(const eth::RawBlock& block);
    void announce_what_is_not_there(std::uint64_t number);
    template <class Function>
    void for_each_peer(Function&& function);

    Lie lie_;
    Presence presence_;
    SimulatedChain chain_;
    testing::FakeHeads heads_;
    NoBlocks blocks_;
    Truth truth_;
    Surroundings surroundings_;
    SimulatedNode running_;
};

}  // namespace plexus::simulation
