#pragma once

#include <api/plugin/host.hpp>

#include "batch.hpp"

namespace plexus::sync {

/// Tells all handlers of a row's blocks and receipts, in order, on the strand of the peer that the
/// origins name. A handler that throws or takes too long is passed over.
///
/// Opinions count for what is gossiped; what was fetched has been checked, so a "bad" is the
/// handler's own affair.
awaitable<void> hand_over(Host& host, const Batch& batch, Logger& log);

}  // namespace plexus::sync
