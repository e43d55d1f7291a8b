
#include <api/async/await_on.hpp>
#include <api/async/task_scope.hpp>
#include <api/async/within.hpp>
#include <api/eth/handlers.hpp>
#include <api/plugin/config_error.hpp>
#include <api/plugin/export.hpp>
#include <kit/eth/types/limits.hpp>

#include <plugins/sync/fetch/block_repair.hpp>
#include <plugins/sync/follow/follower.hpp>
#include <plugins/sync/gossip/gossip_receiver.hpp>
#include <plugins/sync/start/checkpoint_sync.hpp>

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// How long to wait before the peers' heads are compared with ours again. No peer gets a request
/// for a head that it has shown; those that tell of theirs by BlockRangeUpdate alone are noticed
/// so.
constexpr Duration between_looks = 1s;

/// How long to wait for the eth session of a new peer, whose handshake has shorter limits itself.
constexpr auto handshake_limit = 30s;

/// The pause after blocks could not be stored. It doubles from the one to the other.
constexpr Duration first_pause = 1s;
constexpr Duration longest_pause = 5min;

/// Fetches a chain from the peers, checks it, stores it, and hands it on. It uses the SDK and
/// nothing else, so it is also an example of a plugin.
class Sync final : public Plugin {
public:
    static constexpr std::array provides{eth::BlockHandler::key, chain::ChainFollower::key};
    static constexpr std::array needs{one<net::PeerPool>,        maybe<chain::ChainReader>,
                                      maybe<chain::ChainWriter>, maybe<chain::HeaderRules>,
                                      maybe<eth::BodyRules>,     all<eth::BlockHandler>,
                                      all<eth::ReceiptHandler>};

    static constexpr Option<std::uint64_t> from{
        .name = "from",
        .help =
            "first block; 0 continues the stored chain, any other number hands the range to "
            "the handlers without storing it"};
    static constexpr Option<std::uint64_t> to{.name = "to",
                                              .help = "last block; 0 means the best peer's head"};
    static constexpr Option<std::string> checkpoint{
        .name = "checkpoint",
        .help = "NUMBER:HASH of a trusted block, at which an empty store begins without a history"};
    static constexpr Option<bool> receipts{
        .name = "receipts", .fallback = true, .help = "fetch receipts too"};
    static constexpr Option<std::uint64_t> batch{.name = "batch",
                                                 .fallback = 128,
                                                 .minimum = 1,
                                                 .maximum = eth::limits::request_headers,
                                                 .help = "blocks of one batch"};
    static constexpr Option<std::size_t> window{.name = "window",
                                                .fallback = 16,
                                                .minimum = 1,
                                                .maximum = 256,
                                                .help = "batches in work at once, at most"};
    static constexpr Option<std::uint64_t> max_reorg{
        .name = "max-reorg",
        .fallback = 1024,
        .minimum = 1,
        .help = "how many blocks a heavier branch may replace"};
    static constexpr Option<std::uint64_t> confirmations{
        .name = "confirmations",
        .maximum = 65'536,
        .help = "how many blocks stand on a block before followers of the chain are told of it"};
    static constexpr Option<ByteSize> memory{
        .name = "memory",
        .fallback = 256_MiB,
        .minimum = 32_MiB,
        .maximum = 1_TiB,
        .help = "what blocks may take that are fetched and not yet stored"};
    static constexpr Option<std::chrono::milliseconds> timeout{
        .name = "timeout",
        .fallback = 5min,
        .minimum = 1s,
        .help = "how long a node that ends when it is done goes on without any block"};
    static constexpr Option<bool> exit_when_done{
        .name = "exit-when-done",
        .help = "end the node once the range is there; exit code 1 if it could not be"};
    static constexpr Option<std::size_t> head_quorum{
        .name = "head-quorum",
        .fallback = 2,
        .minimum = 1,
        .maximum = 100,
        .help = "how many peers must have shown their heads before exit-when-done says 0"};
    static constexpr OptionList options{from,          to,      checkpoint,     receipts,
                                        batch,         window,  max_reorg,      memory,
                                        confirmations, timeout, exit_when_done, head_quorum};

    explicit Sync(Host& host)
        : host_(host),
          log_(host.logger()),
          services_{host,
                    host.get<net::PeerPool>(),
                    host.find<chain::ChainReader>(),
                    host.find<chain::ChainWriter>(),
                    host.find<chain::HeaderRules>(),
                    host.find<eth::BodyRules>()},
          settings_(read(host.settings())),
          exit_when_done_(host[exit_when_done]),
          clock_(Clock::of(host.strand())),
          gossip_(services_, settings_, log_),
          handing_(host, services_.pool) {
        host.publish<eth::BlockHandler>(gossip_);
        host.publish<chain::ChainFollower>(handing_);
        check_checkpoint();
        confirm_after(host[confirmations]);
    }

    awaitable<void> start() override;
    awaitable<void> run() override;

private:
    void check_checkpoint() const;
    void confirm_after(std::uint64_t blocks);
    void warn_of_shallow_store();
    awaitable<bool> begin();
    static Settings read(const plexus::Settings& settings);
    awaitable<void> follow();
    awaitable<Result<std::uint64_t>> go_on();
    awaitable<void> pause();
    awaitable<void> await_session(net::PeerPtr peer);
    void book(const Result<std::uint64_t>& blocks);
    std::optional<int> exit_code(const Result<std::uint64_t>& blocks);

    Host& host_;
    Logger log_;
    Services services_;
    Settings settings_;
    bool exit_when_done_;
    Clock& clock_;
    GossipReceiver gossip_;
    Handing handing_;
    std::optional<CheckpointSync>
        checkpoint_sync_{};                    ///< if the store is empty, and has to begin there
    std::optional<TaskScope> tasks_;           ///< of one run(): a cancelled one stays so
    std::optional<BlockRepair> block_repair_;  ///< if blocks are stored
    std::optional<Follower> follower_;         ///< not destroyed before the tasks have ended
    Duration pause_{between_looks};
    SteadyTime next_look_{};  ///< when the peers' heads are compared with ours again
    bool storing_fails_ = false;
    SteadyTime last_block_{};  ///< when the last block came, or following began
    std::optional<SteadyTime> complete_since_{};
};

// Exit codes: the range is complete; it could not be fetched; an option is wrong.
constexpr int done = 0;
constexpr int failed = 1;
constexpr int misconfigured = 2;

Settings Sync::read(const plexus::Settings& settings) {
    Settings result;
    result.from = settings[from];
    result.to = settings[to];
    result.batch = settings[batch];
    result.window = settings[window];
    const std::string& trusted = settings[checkpoint];
    if (!trusted.empty()) result.checkpoint = read_checkpoint(trusted);
    result.receipts = settings[receipts] ? Receipts::wanted : Receipts::unwanted;
    result.max_reorg = settings[max_reorg];
    result.memory_bytes = settings[memory].bytes;
    result.timeout = settings[timeout];
    result.head_quorum = settings[head_quorum];
    if (result.to != 0 && result.to < result.from) {
        throw ConfigError("sync.to (" + std::to_string(result.to) + ") is below sync.from (" +
                          std::to_string(result.from) + "): swap them or leave one out");
    }
    return result;
}

void Sync::check_checkpoint() const {
    if (!settings_.checkpoint) return;
    if (settings_.from != 0) {
        throw ConfigError(
            "sync.checkpoint is where a store begins, and sync.from stores nothing: leave one out");
    }
    if (services_.reader == nullptr || services_.writer == nullptr) {
        throw ConfigError("sync.checkpoint needs a store: add chainstore to the plugins");
    }
    if (settings_.to != 0 && settings_.to < settings_.checkpoint->number) {
        throw ConfigError("sync.to (" + std::to_string(settings_.to) +
                          ") is below sync.checkpoint: raise it or leave one out");
    }
}

void Sync::confirm_after(std::uint64_t blocks) {
    if (services_.writer != nullptr) {
        services_.writer->confirm_after(blocks);
    } else if (blocks > 0) {
        throw ConfigError("sync.confirmations needs a store: add chainstore to the plugins");
    }
}

/// A branch that leaves the chain below the first block that is kept cannot be followed.
void Sync::warn_of_shallow_store() {
    if (services_.writer == nullptr) return;
    const std::uint64_t most = services_.writer->max_rewind();
    if (most >= settings_.max_reorg) return;
    PLEXUS_LOG(log_, warn) << "the store keeps fewer blocks than sync.max-reorg: a deeper "
                              "reorganisation cannot be followed; raise chainstore.keep above it"
                           << kv("max_reorg", settings_.max_reorg) << kv("store", most);
}

awaitable<void> Sync::start() {
    if (!settings_.checkpoint) co_return;
    using Refuted = CheckpointSync::Refuted;
    const Refuted refuted = exit_when_done_ ? Refuted::ends_it : Refuted::is_said_once;
    checkpoint_sync_.emplace(services_, *settings_.checkpoint, refuted, log_);
    const bool due = co_await checkpoint_sync_->is_due();
    if (!due) checkpoint_sync_.reset();
}

/// Begins an empty store at the checkpoint.
/// @returns false if it cannot begin: the node ends
awaitable<bool> Sync::begin() {
    auto start = checkpoint_sync_->run();
    if (exit_when_done_) start = within(settings_.timeout, std::move(start));
    const Result<void> begun = co_await std::move(start);
    if (begun) {
        checkpoint_sync_.reset();
        co_return true;
    }
    const bool wrong = begun.error() == Errc::invalid_data;
    host_.runtime().request_stop(wrong ? misconfigured : failed);
    co_return false;
}

awaitable<void> Sync::run() {
    if (checkpoint_sync_ && !co_await begin()) co_return;
    tasks_.emplace(host_.strand());
    warn_of_shallow_store();
    follower_.emplace(services_, settings_, *tasks_, gossip_, handing_, log_);
    const net::Subscription subscription =
        services_.pool.on_event([this](const net::PeerPoolEvent& event) {
            const auto* const joined = std::get_if<net::PeerJoined>(&event);
            if (joined != nullptr) tasks_->spawn("sync new peer", await_session(joined->peer));
        });
    if (services_.writer != nullptr) {
        block_repair_.emplace(services_, log_);
        tasks_->spawn("sync mend", block_repair_->run());
    }
    tasks_->spawn("sync hand on", handing_.run());
    tasks_->spawn("sync follow", follow());
    co_await tasks_->join();
}

/// A new peer's head is looked at as soon as it is told.
awaitable<void> Sync::await_session(net::PeerPtr peer) {
    auto waiting = peer->when<eth::Remote>(handshake_limit);
    const auto remote = co_await await_on(peer->strand(), std::move(waiting));
    if (!remote) co_return;
    gossip_.wake();
    handing_.wake();
}

/// Takes what came by gossip, and then looks at the peers' heads, if there is a reason or the time
/// has come.
awaitable<Result<std::uint64_t>> Sync::go_on() {
    Result<std::uint64_t> taken = co_await follower_->take_gossip();
    const bool told = follower_->hear_gossip();
    if (!taken || (!told && clock_.now() < next_look_)) co_return taken;
    const Result<std::uint64_t> fetched =
        co_await follower_->run_once(exit_when_done_ ? HeadWait::patient : HeadWait::brief);
    next_look_ = clock_.now();
    if (!fetched) co_return fetched;
    co_return *taken + *fetched;
}

awaitable<void> Sync::follow() {
    last_block_ = clock_.now();
    next_look_ = last_block_;
    while (true) {
        const Result<std::uint64_t> blocks = co_await go_on();
        book(blocks);
        const std::optional<int> code = exit_when_done_ ? exit_code(blocks) : std::nullopt;
        if (code) {
            auto handing = handing_.until_done();
            (void)co_await within(settings_.timeout, std::move(handing));
            host_.runtime().request_stop(*code);
            break;
        }
        if (next_look_ <= clock_.now()) next_look_ = clock_.now() + pause_;
        co_await pause();
    }
    tasks_->cancel();
}

/// Waits for gossip, or until it is time to look at the peers' heads. While blocks cannot be
/// stored, gossip is of no use.
awaitable<void> Sync::pause() {
    if (storing_fails_) {
        co_await sleep_for(pause_);
        next_look_ = clock_.now();
        co_return;
    }
    const bool woken = co_await gossip_.wait(next_look_ - clock_.now());
    if (woken) next_look_ = clock_.now();
}

void Sync::book(const Result<std::uint64_t>& blocks) {
    if (blocks && *blocks > 0) last_block_ = clock_.now();
    const bool complete = blocks && follower_->complete();
    if (!complete || *blocks > 0) complete_since_.reset();
    if (complete && !complete_since_) complete_since_ = clock_.now();

    if (!blocks && blocks.error() == Errc::storage_failed) {
        // What was fetched is lost, so it is not fetched again at once.
        pause_ = storing_fails_ ? std::min(2 * pause_, longest_pause) : first_pause;
        if (!storing_fails_) {
            PLEXUS_LOG(log_, error) << "blocks cannot be stored: trying again, after pauses that "
                                       "grow to 5 minutes; the store has said why";
        }
        storing_fails_ = true;
    } else if (storing_fails_ && blocks && *blocks > 0) {
        PLEXUS_LOG(log_, info) << "blocks are stored again" << kv("blocks", *blocks);
        storing_fails_ = false;
    }
    if (!storing_fails_) pause_ = between_looks;
}

/// What a node that ends when it is done ends with by now.
std::optional<int> Sync::exit_code(const Result<std::uint64_t>& blocks) {
    if (storing_fails_) return failed;
    if (complete_since_) {
        if (settings_.to != 0 || follower_->has_head_quorum(settings_.head_quorum)) return done;
        if (clock_.now() - *complete_since_ <= settings_.timeout) return std::nullopt;
        PLEXUS_LOG(log_, error) << "too few peers have shown their heads to say that the chain is "
                                   "complete: sync.head-quorum 1 takes the word of one"
                                << kv("wanted", settings_.head_quorum);
        return failed;
    }
    const bool in_vain =
        (!blocks || *blocks == 0) && clock_.now() - last_block_ > settings_.timeout;
    return in_vain ? std::optional{failed} : std::nullopt;
}

}  // namespace
}  // namespace plexus::sync

PLEXUS_PLUGIN(plexus::sync::Sync, "sync", PLEXUS_PLUGIN_VERSION,
              "fetches a chain, verifies it, stores it, hands it to handlers");
