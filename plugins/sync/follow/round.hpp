#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <kit/handlers/handler_call.hpp>

#include <plugins/sync/fetch/fetcher.hpp>
#include <plugins/sync/headers/ancestry.hpp>
#include "report.hpp"

namespace plexus::sync {

/// Makes one peer's chain ours: its headers first, and then what they commit to, many batches at
/// once and from all peers. Finished batches become part of our chain, and are handed to the
/// handlers, strictly in order.
///
/// Where the chain leaves ours below our end, nothing but headers is fetched until they are
/// heavier than the blocks that they would replace; and then enough blocks to be heavier take their
/// place in one step.
///
/// @thread     the plugin's strand
/// @ownership  outlives its bring()
class Round {
public:
    Round(const Services& services, const Settings& settings, OurChain& ours, Logger& log);

    /// @param behind  where the target's chain leaves ours
    /// @param last    not below `behind.next`, and at most the number of the target's head
    /// @errors  Errc::already_exists if the chain is not heavier than ours; Errc::storage_failed;
    ///          Errc::timed_out if blocks come too slowly; otherwise what the target could not
    ///          show. Batches finished before stay.
    awaitable<Result<void>> bring(Candidate target, Position behind, std::uint64_t last);

    const Tally& tally() const noexcept { return tally_; }

private:
    struct Work {
        Batch batch{};
        enum class State : std::uint8_t { waiting, fetching, done } state = State::waiting;
    };
    using WorkPtr = std::shared_ptr<Work>;

    awaitable<void> read_headers();
    awaitable<Result<void>> compare(std::uint64_t depth);
    awaitable<void> fetch(WorkPtr work);
    awaitable<void> deliver();
    awaitable<void> watch_pace();
    awaitable<Result<void>> finish(WorkPtr work);
    awaitable<Result<void>> put_gathered();
    void add(HeaderRow row);
    bool is_full() const noexcept;
    void begin_more();
    WorkPtr next_to_begin();
    Batch next_batch();
    bool is_over() const noexcept;
    void fail(const ErrorCode& error);

    const Services& services_;
    const Settings& settings_;
    OurChain& ours_;
    Logger& log_;
    handlers::HandlerFailures handler_failures_;
    Fetcher fetcher_;
    std::size_t most_works_;        ///< fetched, or waiting for those before them, at once
    std::size_t work_limit_bytes_;  ///< of the parts of one
    std::optional<Ancestry> ancestry_;
    std::optional<TaskScope> tasks_;
    Event changed_;

    std::deque<HeaderRow> rows_;      ///< headers of which no batch has been made
    std::size_t row_bytes_ = 0;       ///< their size
    Weight theirs_;                   ///< of the headers so far
    Weight replaced_;                 ///< what they have to outweigh
    std::uint64_t heavier_from_ = 0;  ///< the number with which they do; 0 until then
    bool headers_ended_ = false;

    std::map<std::uint64_t, WorkPtr> works_;
    std::deque<WorkPtr> gathered_;  ///< done, but not yet part of our chain
    std::size_t gathered_bytes_ = 0;
    std::uint64_t next_to_gather_ = 0;
    Position place_;  ///< behind the last block that is part of our chain
    Tally tally_;
    std::optional<Report> report_;  ///< on stderr: stdout is the handlers'
    Result<void> outcome_{};
    bool delivering_ = false;  ///< storing or handing over, which is not the peers' time
};

}  // namespace plexus::sync
