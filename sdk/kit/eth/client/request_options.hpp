#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include <api/async/clock.hpp>
#include <api/eth/body_rules.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/runtime.hpp>

namespace plexus::inline v1::eth {

/// How a request to the network is made: which peers may be asked, for how long, and what counts as
/// a response.
struct RequestOptions {
    /// Whether a peer may be asked; an empty function means that every peer may.
    using Among = std::function<bool(const net::Peer& peer)>;

    /// How much of what was asked for a response must have.
    enum class Extent : std::uint8_t {
        some,   ///< one item or more
        whole,  ///< every item
    };

    net::PeerPool* pool = nullptr;  ///< whose peers are asked; never null when a request begins
    /// Where large responses are checked; never null when a request begins
    Runtime* runtime = nullptr;
    Among among{};        ///< called on the strand of the request; must not throw
    net::PeerPtr only{};  ///< null: any peer
    /// Whether a peer has itself said that it has what is asked for, where its Status does not show
    /// it: it announced it, or sent the header. Without a function nobody has.
    Among claimed{};
    Duration limit = std::chrono::seconds{30};  ///< as geth's requests have it
    /// What may stand behind a body; null: whatever does is cut off. See kept_body()
    const BodyRules* body_rules = nullptr;
    /// Less than this counts as Errc::not_found, and the next peer is asked
    Extent extent = Extent::some;
};

}  // namespace plexus::inline v1::eth
