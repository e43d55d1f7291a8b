#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include <api/async/clock.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/runtime.hpp>

namespace plexus::inline v1::eth {

/// On what terms the network is asked.
struct RequestOptions {
    /// Says whom to ask at all; an empty one means everybody.
    using Among = std::function<bool(const net::Peer& peer)>;

    enum class Extent : std::uint8_t {
        some,   ///< part of what was asked for is a response too
        whole,  ///< only all of it is
    };

    net::PeerPool* pool = nullptr;
    Runtime* runtime = nullptr;
    Among among{};
    net::PeerPtr only{};                        ///< none: anybody
    Duration limit = std::chrono::seconds{30};  ///< as geth's requests have it
    Extent extent = Extent::some;
};

}  // namespace plexus::inline v1::eth
