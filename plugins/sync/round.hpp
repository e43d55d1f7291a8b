#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/chain/chain_writer.hpp>
#include <api/chain/header_rules.hpp>
#include <api/eth/body_rules.hpp>
#include <api/plugin/host.hpp>
#include <kit/handlers/handler_call.hpp>

#include "fetcher.hpp"
#include "report.hpp"

namespace plexus::sync {

struct Settings {
    std::uint64_t from = 0;  ///< 0: continue behind the stored head
    std::uint64_t to = 0;    ///< 0: the best peer's head
    std::uint64_t batch = 0;
    std::size_t window = 0;  ///< batches in work at once
    Receipts receipts = Receipts::wanted;
    std::chrono::milliseconds patience{0};
};

/// The services that sync needs.
struct Services {
    Host& host;
    net::PeerPool& pool;
    chain::ChainReader* reader = nullptr;
    chain::ChainWriter* writer = nullptr;        ///< none: blocks go to the handlers only
    const chain::HeaderRules* rules = nullptr;   ///< none: links and roots alone are checked
    const eth::BodyRules* body_rules = nullptr;  ///< none: the chain appends nothing to bodies
};

/// The end of the chain so far: the number to go on with, and the parent hash it must have, if that
/// is known.
struct Position {
    std::uint64_t next = 0;
    std::optional<Hash256> parent{};
};

/// Fetches one range of blocks: many batches at once; finished batches are stored and handed to the
/// handlers strictly in order.
///
/// Bodies are requested for a batch once its headers obey the rules of the chain, if there are any,
/// and continue the batch before, and so our own chain.
///
/// @thread     the plugin's strand
/// @ownership  outlives its bring()
class Round {
public:
    enum class Storing : std::uint8_t { wanted, unwanted };

    Round(const Services& services, const Settings& settings, Logger& log);

    /// @param last  not below `from.next`
    /// @errors  Errc::timed_out if nothing came for longer than the patience; Errc::invalid_data if
    ///          the received headers do not continue our chain; Errc::storage_failed. Batches
    ///          finished before stay, and the position tells how far they reach.
    awaitable<Result<void>> bring(Position from, std::uint64_t last, Storing storing);

    const Position& position() const noexcept { return position_; }
    const Tally& tally() const noexcept { return tally_; }

private:
    struct Work {
        Batch batch{};
        bool anchored = false;  ///< its headers continue our chain
        bool done = false;
    };

    awaitable<void> fetch(std::shared_ptr<Work> work);
    awaitable<void> anchor(Work& work);
    awaitable<void> deliver();
    awaitable<void> watch();
    awaitable<Result<void>> finish(const Batch& batch);
    void begin_more();
    bool may_be_judged(const Batch& batch) const;
    std::optional<Hash256> parent_of(const Batch& batch) const;
    awaitable<bool> is_lawful(Batch& batch);
    void refuse(Batch& batch);
    void forget_headers(Batch& batch);
    void start_over(const Batch& batch);
    void arrived();

    Services services_;
    Settings settings_;
    Logger& log_;
    handlers::Troubles troubles_;
    Fetcher fetcher_;
    std::optional<TaskScope> tasks_;  ///< a fresh one for each attempt: a cancelled one stays so
    Event changed_;
    std::map<std::uint64_t, std::shared_ptr<Work>> window_;
    std::uint64_t next_to_begin_ = 0;
    std::uint64_t last_ = 0;
    Storing storing_ = Storing::unwanted;
    Position position_;
    Tally tally_;
    std::optional<Report> report_;  ///< on stderr: stdout is the handlers'
    Result<void> outcome_{};
    std::set<net::NodeId> excluded_;  ///< peers whose headers could not be completed
    bool again_ = false;

    // When a peer last sent something; the patience counts from here.
    SteadyTime last_received_{};
    bool delivering_ = false;
    bool any_excluded_ = false;
};

}  // namespace plexus::sync
