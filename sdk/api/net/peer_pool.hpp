#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <api/net/peer.hpp>

namespace plexus::inline v1::net {

/// One connected peer, for people and programs to look at.
struct PeerStats {
    PeerPtr peer;
    int score = 0;
    std::chrono::seconds connected_for{0};
    std::uint64_t requests = 0;  ///< answered by the peer
    std::uint64_t failures = 0;  ///< timeouts and bad answers
    LinkStats link{};
};

struct PoolStats {
    std::size_t connected = 0;
    std::size_t inbound = 0;
    std::size_t pending = 0;  ///< dialling or shaking hands
    std::vector<PeerStats> peers{};
};

enum class PeerChange : std::uint8_t { joined, left };

/// Ends its observation when it is destroyed; after that no call begins, though one may be ending.
using Subscription = std::shared_ptr<void>;

/// Holds the connected peers.
///
/// @thread  any; observers are called on the strand of the peer that joined or left
class PLEXUS_API PeerPool {
public:
    static constexpr ServiceKey key{"plexus.peer-pool", 1, Cardinality::one};
    using Observer = std::function<void(const PeerPtr&, PeerChange)>;

    virtual ~PeerPool();

    /// The peers whose Hello is done, as a snapshot. Best score first.
    virtual std::vector<PeerPtr> peers() const = 0;
    virtual Subscription on_change(Observer observer) = 0;

    /// Keeps a connection to this node, like a configured static peer.
    /// @errors Errc::already_exists, Errc::refused (it is this node itself)
    virtual Result<void> connect(Node node) = 0;
    virtual PoolStats stats() const = 0;
};

}  // namespace plexus::inline v1::net
