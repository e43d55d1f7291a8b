#pragma once

#include <api/plugin/host.hpp>
#include <kit/handlers/handler_call.hpp>

#include <plugins/sync/fetch/batch.hpp>

namespace plexus::sync {

/// Calls all handlers with a batch's blocks and receipts, in order, on the strand of the peer that
/// the origins name. A handler that throws or takes too long is skipped.
///
/// Validation results are not used: they judge gossip, but these blocks were requested and have
/// been checked, so `reject` says nothing about the peer.
awaitable<void> hand_over(Host& host, const Batch& batch,
                          const handlers::HandlerFailures& handler_failures);

}  // namespace plexus::sync
