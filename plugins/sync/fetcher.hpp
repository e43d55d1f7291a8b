#pragma once

#include <api/core/log.hpp>
#include <api/plugin/runtime.hpp>
#include <kit/eth/session/client.hpp>

#include "batch.hpp"

namespace plexus::sync {

enum class Receipts : std::uint8_t { wanted, unwanted };

/// Fetches one batch from whichever peers have it, and checks it against its headers.
///
/// Nothing that a peer does ends it: what is missing is asked for again, of others, until it is
/// there or the caller cancels.
///
/// @thread the strand of the caller; checking happens on the blocking pool
class Fetcher {
public:
    Fetcher(net::PeerPool& pool, Runtime& runtime, Receipts receipts, Logger log)
        : client_(pool), runtime_(runtime), receipts_(receipts), log_(std::move(log)) {}

    /// Fills a batch of which only the range is given.
    awaitable<void> fetch(Batch& batch);

private:
    awaitable<void> fetch_headers(Batch& batch);
    awaitable<void> fetch_bodies(Batch& batch);
    awaitable<void> fetch_receipts(Batch& batch);
    awaitable<void> pause(const Batch& batch, const char* what, ErrorCode error);

    eth::Client client_;
    Runtime& runtime_;
    Receipts receipts_;
    Logger log_;
};

}  // namespace plexus::sync
