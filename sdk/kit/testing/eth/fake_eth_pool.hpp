#pragma once

#include <cstdint>
#include <memory>

#include <kit/testing/fake_peer.hpp>
#include <kit/testing/fake_peer_pool.hpp>

#include "fake_remote.hpp"

namespace plexus::testing {

/// A pool whose peers each have an eth session.
class FakeEthPool final : public FakePeerPool {
public:
    /// @param loop  of all peers
    explicit FakeEthPool(Loop& loop) : loop_(loop) {}

    using FakePeerPool::join;

    /// A new peer with this session. The first two bytes of its id, the low one first, count the
    /// peers from 1 on.
    std::shared_ptr<FakePeer> join(const std::shared_ptr<FakeRemote>& remote) {
        net::Node node;
        ++joined_;
        node.id.bytes[0] = static_cast<std::uint8_t>(joined_ & 0xff);
        node.id.bytes[1] = static_cast<std::uint8_t>(joined_ >> 8);
        auto peer = std::make_shared<FakePeer>(loop_, node);
        give(peer, remote);
        FakePeerPool::join(peer);
        return peer;
    }

private:
    Loop& loop_;
    std::uint16_t joined_ = 0;
};

}  // namespace plexus::testing
