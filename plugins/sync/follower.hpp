#pragma once

#include <map>
#include <memory>
#include <optional>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/eth/handlers.hpp>
#include <api/plugin/host.hpp>

#include "fetcher.hpp"
#include "progress.hpp"
#include "target.hpp"

namespace plexus::sync {

struct Settings {
    std::uint64_t from = 0;  ///< 0: continue behind the stored head
    std::uint64_t to = 0;    ///< 0: the best peer's head
    std::uint64_t batch = 0;
    std::size_t window = 0;  ///< batches in work at once
    Receipts receipts = Receipts::wanted;
    std::chrono::milliseconds patience{0};
};

/// The services that a follower stands on.
struct Services {
    Host& host;
    net::PeerPool& pool;
    chain::ChainReader* reader = nullptr;
    chain::ChainWriter* writer = nullptr;  ///< none: blocks go to the handlers only
};

/// Brings a range of blocks here: many batches are fetched at once, and finished ones are stored
/// and handed on strictly in order.
///
/// @thread the plugin's strand
class Follower {
public:
    Follower(Services services, Settings settings, Logger log);

    /// Fetches up to the target and tells what it did.
    /// @returns how many blocks it brought; nothing if there was no peer to tell how far to go
    /// @errors  Errc::invalid_data if the peers' chain does not continue ours; Errc::timed_out if
    ///          nothing at all arrived for longer than the patience; Errc::storage_failed
    awaitable<Result<std::uint64_t>> run_once();

private:
    struct Work {
        Batch batch{};
        bool done = false;
        unsigned misfits = 0;  ///< how often it did not continue the block before
    };

    std::uint64_t next_number() const;
    awaitable<Result<void>> bring(std::uint64_t first, std::uint64_t last);
    void begin(std::uint64_t first, std::uint64_t last);
    awaitable<void> fetch(std::shared_ptr<Work> work);
    awaitable<Result<void>> finish(Work& work);
    awaitable<void> hand_over(const Batch& batch);
    bool continues(const Batch& batch) const;

    Services services_;
    Settings settings_;
    Logger log_;
    Fetcher fetcher_;
    TaskScope tasks_;
    Event changed_;
    std::map<std::uint64_t, std::shared_ptr<Work>> window_;
    std::uint64_t next_to_begin_ = 0;
    std::optional<Hash256> last_hash_;  ///< of the block before the next one to finish
    Tally tally_;
    SteadyTime last_arrival_{};
};

}  // namespace plexus::sync
