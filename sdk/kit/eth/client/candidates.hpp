#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <api/eth/remote.hpp>
#include <kit/eth/client/request_options.hpp>

namespace plexus::inline v1::eth {

/// A peer with an eth session.
struct EthPeer {
    net::PeerPtr peer{};
    std::shared_ptr<Remote> remote{};
};

/// Everybody who speaks eth, by the pool's order: best score first.
std::vector<EthPeer> eth_peers(const net::PeerPool& pool);

/// Whether a chain from `earliest` to `latest` has the block, as far as the peer has told.
bool reaches(const Status& status, std::uint64_t number) noexcept;

/// Who may be asked on these terms, best first: whose chain is not known to end before `reach`,
/// then who has fewest requests open, then by the pool's order.
/// @param request  the message's code: who has no such message is left out
/// @param reach     the highest block that is asked for, if that is known
std::vector<EthPeer> candidates(const RequestOptions& options, std::uint64_t request,
                                std::optional<std::uint64_t> reach);

}  // namespace plexus::inline v1::eth
