#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/chain/header_rules.hpp>
#include <api/plugin/host.hpp>

#include "fetcher.hpp"
#include "progress.hpp"

namespace plexus::sync {

struct Settings {
    std::uint64_t from = 0;  ///< 0: continue behind the stored head
    std::uint64_t to = 0;    ///< 0: the best peer's head
    std::uint64_t batch = 0;
    std::size_t window = 0;  ///< batches in work at once
    Receipts receipts = Receipts::wanted;
    std::chrono::milliseconds patience{0};
};

/// The services that sync stands on.
struct Services {
    Host& host;
    net::PeerPool& pool;
    chain::ChainReader* reader = nullptr;
    chain::ChainWriter* writer = nullptr;       ///< none: blocks go to the handlers only
    const chain::HeaderRules* rules = nullptr;  ///< none: links and roots alone are checked
};

/// Where the chain has got to: the number to go on with, and the hash it must stand on if known.
struct Position {
    std::uint64_t next = 0;
    std::optional<Hash256> parent{};
};

/// Brings one range of blocks here: many batches are fetched at once, and finished ones are stored
/// and handed on strictly in order.
///
/// A row of headers is worth asking bodies for once it obeys the rules of the chain, if there are
/// any, and continues the row before, and so our own chain.
///
/// @thread     the plugin's strand
/// @ownership  outlives its bring()
class Round {
public:
    enum class Storing : std::uint8_t { wanted, unwanted };

    Round(const Services& services, const Settings& settings, Logger& log);

    /// @param last  not below `from.next`
    /// @errors  Errc::timed_out if nothing came for longer than the patience; Errc::invalid_data if
    ///          what came would not continue our chain; Errc::storage_failed. What was finished
    ///          before stays, and the position tells how far that is.
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
    Fetcher fetcher_;
    std::optional<TaskScope> tasks_;  ///< a fresh one for each attempt: a cancelled one stays so
    Event changed_;
    std::map<std::uint64_t, std::shared_ptr<Work>> window_;
    std::uint64_t next_to_begin_ = 0;
    std::uint64_t last_ = 0;
    Storing storing_ = Storing::unwanted;
    Position position_;
    Tally tally_;
    std::optional<Progress> progress_;
    Result<void> outcome_{};
    std::set<net::NodeId> excluded_;  ///< their headers have led to nothing
    bool again_ = false;

    // For the patience, which only waiting for the network tries.
    SteadyTime last_received_{};
    bool delivering_ = false;
    bool any_excluded_ = false;
};

}  // namespace plexus::sync
