#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <api/eth/remote.hpp>
#include <kit/eth/client/request_options.hpp>

namespace plexus::inline v1::eth {

/// A peer with an eth session.
struct EthPeer {
    net::PeerPtr peer{};  ///< never null in the result of `eth_peers`
    /// The peer's eth session; calls fail with peer_gone once it has ended
    std::shared_ptr<Remote> remote{};
};

/// Every peer with an eth session, in the pool's order: best score first.
std::vector<EthPeer> eth_peers(const net::PeerPool& pool);

/// Whether the peer has told that it has the block of that number on its chain.
bool covers(const Status& status, std::uint64_t number) noexcept;

/// Whether the peer may have the block: it has told no range, or one with the block.
bool reaches(const Status& status, std::uint64_t number) noexcept;

/// The peers that may get a request, best first: those with fewer open requests come first, then
/// the pool's order counts. A peer whose range is known and lacks `reach` is left out.
/// @param request  code of the request message; a peer whose version lacks it is left out
/// @param reach    the highest block number that is requested, if it is known
std::vector<EthPeer> candidates(const RequestOptions& options, std::uint64_t request,
                                std::optional<std::uint64_t> reach);

}  // namespace plexus::inline v1::eth
