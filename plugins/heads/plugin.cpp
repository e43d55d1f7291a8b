#include <algorithm>
#include <optional>

#include <api/async/strand.hpp>
#include <api/async/task_scope.hpp>
#include <api/plugin/export.hpp>

#include "fork_survey.hpp"
#include "head_quorum.hpp"
#include "stale_peers.hpp"
#include "tracker.hpp"

namespace {

using namespace plexus;
using namespace std::chrono_literals;

/// Until the peers have agreed for the first time they get requests at least this often: until then
/// the clock decides alone.
constexpr std::chrono::milliseconds first_interval = 5s;

/// Between two warnings about this machine's clock.
constexpr Duration clock_period = 1h;

/// Provides the node's ChainStatus: the head of the stored chain; without one the head that enough
/// peers agree on; without that the head that profile and clock assume.
class Heads final : public Plugin {
public:
    static constexpr std::array provides{chain::HeadTracker::key, chain::ForkSurvey::key};
    // A command that needs no peers runs without a pool; then no request is sent.
    static constexpr std::array needs{one<chain::ChainProfile>, maybe<net::PeerPool>};

    static constexpr Option<std::chrono::milliseconds> interval{
        .name = "interval",
        .fallback = 30s,
        .minimum = 1s,
        .maximum = 1h,
        .help = "how often heads are requested of peers while the node holds none"};
    static constexpr Option<std::size_t> quorum{
        .name = "quorum",
        .fallback = 3,
        .minimum = 1,
        .maximum = heads::HeadQuorum::max_requested,
        .help = "how many peers must have a block before it counts as the network's head"};
    static constexpr Option<std::chrono::milliseconds> stale_after{
        .name = "stale-after",
        .fallback = 5min,
        .minimum = 10s,
        .maximum = 24h,
        .help =
            "a peer without the block that was the head so long ago, and without a new "
            "one of its own for as long, is disconnected"};
    static constexpr OptionList options{interval, quorum, stale_after};

    explicit Heads(Host& host)
        : profile_(host.get<chain::ChainProfile>()),
          clock_(Clock::of(host.strand())),
          tracker_(profile_, clock_),
          survey_(profile_, tracker_, clock_, host.logger()),
          strand_(host.strand()),
          interval_(host[interval]),
          stale_after_(host[stale_after]),
          agreed_number_(host.metrics().gauge(
              {"plexus_heads_agreed_number", "Number of the head on which peers agreed last"})),
          agreeing_peers_(
              host.metrics().gauge({"plexus_heads_agreeing_peers",
                                    "Peers that agreed on a head in the last round, or 0"})),
          log_(host.logger()) {
        auto* const pool = host.find<net::PeerPool>();
        if (pool != nullptr) {
            quorum_.emplace(*pool, host.runtime(), host[quorum]);
            stale_peers_.emplace(*pool, host.runtime(), host[quorum], host[stale_after],
                                 host.metrics(), host.logger());
        }
        host.publish<chain::HeadTracker>(tracker_);
        host.publish<chain::ForkSurvey>(survey_);
    }

    awaitable<void> run() override {
        if (!quorum_) co_return;
        TaskScope scope(strand_);
        scope.spawn("heads agree", agree());
        scope.spawn("heads stale peers", look_over());
        co_await scope.serve();
    }

private:
    awaitable<void> agree() {
        while (true) {
            if (!tracker_.is_settled()) co_await request_peers();
            co_await sleep_for(fork_ ? interval_ : std::min(interval_, first_interval));
        }
    }

    /// Twice in the time after which a peer is stale: it is let go at the third finding.
    awaitable<void> look_over() {
        while (true) {
            co_await sleep_for(stale_after_ / 2);
            const chain::ChainStatus status = tracker_.chain_status();
            if (status.source == chain::HeadSource::assumed) continue;
            co_await stale_peers_->check(status.head);
        }
    }

    awaitable<void> request_peers() {
        PLEXUS_ON_STRAND(strand_);
        const std::optional<heads::Agreement> agreement = co_await quorum_->meet();
        agreeing_peers_.set(agreement ? agreement->peers : 0);
        if (quorum_->slow_clock()) warn(*quorum_->slow_clock());
        if (!agreement) co_return;
        agreed_number_.set(agreement->head.number);
        say(*agreement);
        tracker_.agree(agreement->head);
    }

    void warn(const heads::SlowClock& slow) {
        const SteadyTime now = clock_.now();
        if (warned_ && now - *warned_ < clock_period) return;
        warned_ = now;
        PLEXUS_LOG(log_, warn) << "the clock of this machine seems to be slow, and blocks of its "
                                  "future do not count: set it, best by NTP"
                               << kv("seconds_behind", slow.behind.count())
                               << kv("peers", slow.peers);
    }

    void say(const heads::Agreement& agreement) {
        const chain::ForkId fork = profile_.fork_id(agreement.head);
        if (!fork_) {
            const chain::ForkId by_clock = profile_.fork_id(profile_.assumed_head(clock_.wall()));
            PLEXUS_LOG(log_, info)
                << "peers agree on a head" << kv("number", agreement.head.number)
                << kv("hash", to_hex(agreement.head.hash)) << kv("peers", agreement.peers)
                << kv("fork", to_hex(fork.hash)) << kv("next", fork.next)
                << kv("by_clock", to_hex(by_clock.hash));
        } else if (fork != *fork_) {
            PLEXUS_LOG(log_, info)
                << "the peers' head has passed a fork" << kv("number", agreement.head.number)
                << kv("fork", to_hex(fork.hash)) << kv("next", fork.next);
        }
        fork_ = fork;
    }

    const chain::ChainProfile& profile_;
    Clock& clock_;
    heads::Tracker tracker_;
    heads::ForkSurvey survey_;
    std::optional<heads::HeadQuorum> quorum_;
    std::optional<heads::StalePeers> stale_peers_;
    Executor strand_;
    std::chrono::milliseconds interval_;
    std::chrono::milliseconds stale_after_;
    std::optional<SteadyTime> warned_;   ///< of the clock
    std::optional<chain::ForkId> fork_;  ///< fork id of the last agreement
    Gauge& agreed_number_;
    Gauge& agreeing_peers_;
    Logger log_;
};

}  // namespace

PLEXUS_PLUGIN(Heads, "heads", PLEXUS_PLUGIN_VERSION, "where this node stands on its chain");
