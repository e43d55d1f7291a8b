#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <api/eth/remote.hpp>
#include <kit/eth/client/request_options.hpp>

namespace plexus::inline v1::eth {

/// A peer with an eth session.
struct EthPeer {
    net::PeerPtr peer{};  ///< never null in what `eth_peers` gives
    /// The peer's eth session; fails with peer_gone once that has ended
    std::shared_ptr<Remote> remote{};
};

/// Every peer with an eth session, in the pool's order: best score first.
std::vector<EthPeer> eth_peers(const net::PeerPool& pool);

/// Whether the peer has told that it has the block of that number on its chain.
bool covers(const Status& status, std::uint64_t number) noexcept;

/// Whether it may have it: it has told no range, or one with the block.
bool reaches(const Status& status, std::uint64_t number) noexcept;

/// The peers that may be asked, best first: those with fewer open requests come first, then the
/// pool's order counts. A peer whose range is known and lacks `reach` is left out.
/// @param request  code of the request message; a peer whose version lacks it is left out
/// @param reach    the highest block number that is asked for, if it is known
std::vector<EthPeer> candidates(const RequestOptions& options, std::uint64_t request,
                                std::optional<std::uint64_t> reach);

}  // namespace plexus::inline v1::eth
