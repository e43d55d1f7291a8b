#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>

#include <api/async/clock.hpp>
#include <api/eth/body_rules.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/runtime.hpp>

namespace plexus::inline v1::eth {

/// How a request to the network is made: which peers may get it, for how long, and what counts as
/// a response.
struct RequestOptions {
    /// Whether a peer may get the request; an empty function means that every peer may.
    using Among = std::function<bool(const net::Peer& peer)>;

    /// How many of the requested items a response must have.
    enum class Extent : std::uint8_t {
        some,   ///< one item or more
        whole,  ///< every item
    };

    net::PeerPool* pool = nullptr;  ///< its peers get the request; never null when a request begins
    /// Where large responses are checked; never null when a request begins
    Runtime* runtime = nullptr;
    Among among{};        ///< called on the strand of the request; must not throw
    net::PeerPtr only{};  ///< null: any peer
    /// Whether a peer has itself said that it has the requested items, where its Status does not
    /// show it: it announced it, or sent the header. Without a function, no peer has said so.
    Among claimed{};
    /// Whether an empty response lowers no score, whatever the peer has said.
    bool forgiving = false;
    Duration limit = std::chrono::seconds{30};  ///< as in go-ethereum
    std::size_t max_peers = 5;                  ///< peers that get the request, at most
    /// What a chain appends to a body; null: everything behind a body is cut off. See kept_body()
    const BodyRules* body_rules = nullptr;
    /// Less than this counts as Errc::not_found, and the request goes to the next peer
    Extent extent = Extent::some;
};

}  // namespace plexus::inline v1::eth
