#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>

#include <plugins/sync/fetch/fetcher.hpp>
#include "branch.hpp"
#include "handing.hpp"
#include "report.hpp"

namespace plexus::sync {

/// What a round has to wait for, as others run beside it.
///
/// @thread the plugin's strand
class RoundGate {
public:
    virtual ~RoundGate() = default;

    /// Waits until contents may be fetched: the memory suffices for a few rounds at once.
    virtual awaitable<void> until_contents() = 0;
    /// Waits until so many bytes of blocks may be kept that are not part of our chain yet.
    virtual awaitable<void> until_room(std::size_t bytes) = 0;
    /// Whether the round may change our chain. Only one ever may; the others are cancelled.
    virtual bool may_change() = 0;
};

/// Makes one peer's chain ours: its headers first, and then what they commit to. Finished batches
/// become part of our chain, and are handed to the handlers, strictly in order.
///
/// Where the chain leaves ours below our end, nothing but headers is fetched until they are
/// heavier than the blocks that they would replace; and then enough blocks to be heavier take their
/// place in one step. Until then the headers may be made up: few blocks are fetched at once. Later
/// it is many batches at once, and from all peers.
///
/// @thread     the plugin's strand
/// @ownership  outlives its run()
class Round {
public:
    Round(const Services& services, const Settings& settings, OurChain& ours, Handing& handing,
          FailingPeers& failing, Candidate target, RoundGate& gate, Logger& log);

    /// @errors  Errc::already_exists if the chain is not heavier than ours; Errc::storage_failed;
    ///          Errc::timed_out if blocks come too slowly; otherwise what the target could not
    ///          show. Batches finished before stay.
    awaitable<Result<void>> run();

    const Tally& tally() const noexcept { return tally_; }
    const Branch& branch() const noexcept { return branch_; }
    /// Whether contents were fetched.
    bool has_compared() const noexcept { return compared_; }

private:
    struct Work {
        Batch batch{};
        enum class State : std::uint8_t { waiting, fetching, done } state = State::waiting;
    };
    using WorkPtr = std::shared_ptr<Work>;

    awaitable<void> read_headers();
    awaitable<void> fetch(WorkPtr work);
    awaitable<void> deliver();
    awaitable<void> watch_pace();
    awaitable<void> watch_stall();
    awaitable<Result<void>> finish(WorkPtr work);
    awaitable<Result<void>> put_gathered();
    void begin_more();
    WorkPtr next_to_begin();
    bool is_over() const noexcept;
    std::size_t bytes() const;
    void fail(const ErrorCode& error);

    const Services& services_;
    const Settings& settings_;
    OurChain& ours_;
    Handing& handing_;
    RoundGate& gate_;
    Logger& log_;
    Fetcher fetcher_;
    Branch branch_;
    std::size_t most_works_;        ///< fetched, or waiting for those before them, at once
    std::size_t work_limit_bytes_;  ///< of the parts of one
    std::optional<TaskScope> tasks_;
    Event changed_;
    SteadyTime began_{};
    bool compared_ = false;
    bool headers_ended_ = false;
    bool proven_ = false;  ///< blocks that are heavier are there, and may become part of our chain

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

/// How many rounds may fetch contents at once before one of them is proven, and how many bytes of
/// blocks each of them may keep without waiting.
struct RoundLimits {
    std::size_t rounds = 0;
    std::size_t bytes = 0;
};
RoundLimits limits_of_unproven(const Settings& settings);

}  // namespace plexus::sync
