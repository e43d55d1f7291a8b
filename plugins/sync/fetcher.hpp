#pragma once

#include <api/core/log.hpp>
#include <api/plugin/runtime.hpp>
#include <kit/eth/client/client.hpp>

#include "batch.hpp"

namespace plexus::sync {

enum class Receipts : std::uint8_t { wanted, unwanted };

/// Fetches one batch from whichever peers have it, and checks it against its headers.
///
/// Nothing that a peer does ends it: missing parts are requested again from other peers until they
/// have come or the caller cancels. Only if no peer has the bodies are the headers taken to be
/// invented.
///
/// @thread the strand of the caller; checking happens on the blocking pool
class Fetcher {
public:
    /// @param client  how the peers are asked
    Fetcher(eth::Client client, Receipts receipts, Logger log)
        : client_(std::move(client)), receipts_(receipts), log_(std::move(log)) {}

    /// Gets the headers of a batch of which only the range is given.
    /// @param excluded  peers not to ask, besides those that the batch excludes
    awaitable<void> fetch_headers(Batch& batch, const std::set<net::NodeId>& excluded);

    /// Gets what the headers commit to.
    /// @errors Errc::not_found if no peer has it after repeated requests
    awaitable<Result<void>> fetch_contents(Batch& batch);

private:
    awaitable<Result<void>> fetch_bodies(Batch& batch);
    awaitable<Result<void>> fetch_receipts(Batch& batch);
    awaitable<void> pause(const Batch& batch, const char* what, std::string why);

    eth::Client client_;
    Receipts receipts_;
    Logger log_;
};

}  // namespace plexus::sync
