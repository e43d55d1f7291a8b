#pragma once

#include <optional>

#include <api/core/log.hpp>
#include <kit/eth/client/client.hpp>

#include <plugins/sync/settings.hpp>
#include "batch.hpp"
#include "failing_peers.hpp"

namespace plexus::sync {

/// Fetches what the headers of one batch commit to, from whichever peers have it, and checks it.
/// There is no request for what the node holds already.
///
/// Parts that are absent are requested again, from peers that have not failed lately, and then from
/// all others, until they have come. They are taken not to exist if, after some others, the peer
/// that has shown the headers says that it has them not, or if nobody has them several times over.
/// That costs a peer something only if it has shown the headers itself, and still says that it has
/// them.
///
/// @thread the strand of the caller; checking happens on the blocking pool
class Fetcher {
public:
    /// How long a part is looked for.
    enum class Effort : std::uint8_t {
        until_all_failed,
        until_the_shower_failed,  ///< and some others: the headers may be made up
    };

    /// @param failing  outlives this, and is shared with all that sends requests to the same peers
    Fetcher(const Services& services, Receipts receipts, FailingPeers& failing, Logger& log)
        : services_(services),
          client_(
              eth::Client(services.pool, services.host.runtime()).appending(services.body_rules)),
          receipts_(receipts),
          failing_(failing),
          log_(log) {}

    /// Fills the batch. If that takes more bytes than allowed, it becomes shorter.
    /// @param limit_bytes  of the parts; one response may exceed it, and one block
    /// @returns the blocks that it lost so, if any
    /// @errors  Errc::not_found if no peer has a part; Errc::timed_out if the shower is silent, and
    ///          no more peers are to be tried; Errc::unsupported if a block's receipts may be too
    ///          large for the versions that the peers speak
    awaitable<Result<std::optional<Batch>>> fetch(Batch& batch, std::size_t limit_bytes,
                                                  Effort effort);

private:
    enum class Kind : std::uint8_t { bodies, receipts };

    awaitable<Result<void>> fetch_parts(Batch& batch, std::size_t limit_bytes, Kind kind,
                                        std::optional<Batch>& rest, Effort effort);
    awaitable<eth::Response<eth::OptionalItems>> request(const Batch& batch, eth::Headers headers,
                                                         Kind kind, Effort effort);
    awaitable<eth::Response<eth::OptionalItems>> request_large_receipts(const Batch& batch,
                                                                        eth::CheckedHeader block);
    static awaitable<eth::Response<eth::OptionalItems>> request_from(eth::Client client,
                                                                     eth::Headers headers,
                                                                     Kind kind);
    const Services& services_;
    eth::Client client_;
    Receipts receipts_;
    FailingPeers& failing_;
    Logger& log_;
};

}  // namespace plexus::sync
