#pragma once

#include <api/async/clock.hpp>
#include <api/core/log.hpp>

#include "fetcher.hpp"

namespace plexus::sync {

/// Fetches blocks anew whose stored bytes are damaged. They are checked like all others: by the
/// hash that the rest of the chain has of them.
///
/// @thread the plugin's strand
class BlockRepair {
public:
    /// @param services  with a writer; they outlive this
    BlockRepair(const Services& services, Logger& log)
        // Receipts are fetched even where they are not wanted: they may be what is damaged.
        : services_(services),
          log_(log),
          client_(services.pool, services.host.runtime()),
          fetcher_(services, Receipts::wanted, failing_, log) {}

    /// Looks for damaged blocks now and then; runs until it is cancelled.
    awaitable<void> run();

private:
    awaitable<Result<void>> mend_all();
    awaitable<Result<void>> mend(chain::BlockRef block);

    const Services& services_;
    Logger& log_;
    eth::Client client_;
    FailingPeers failing_{};
    Fetcher fetcher_;
};

}  // namespace plexus::sync
