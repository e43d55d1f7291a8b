
#include <api/async/task_scope.hpp>
#include <api/eth/handlers.hpp>
#include <api/plugin/export.hpp>
#include <kit/eth/types/limits.hpp>

#include "follower.hpp"

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// How long to wait before the peers' heads are compared with ours again.
constexpr auto between_rounds = 1s;

/// The pause after blocks could not be stored. It doubles from the one to the other.
constexpr Duration first_pause = 1s;
constexpr Duration longest_pause = 5min;

/// How long a node that ends when it is done waits for a second peer's opinion.
constexpr auto wait_for_opinion = 5s;

/// Fetches a chain from the peers, checks it, stores it, and hands it on. It uses the SDK and
/// nothing else, so it is also an example of a plugin.
class Sync final : public Plugin {
public:
    static constexpr std::array<ServiceKey, 0> provides{};
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
    static constexpr Option<ByteSize> memory{
        .name = "memory",
        .fallback = 256_MiB,
        .minimum = 32_MiB,
        .maximum = 1_TiB,
        .help = "what blocks may take that are fetched and not yet stored"};
    static constexpr Option<std::chrono::milliseconds> patience{
        .name = "patience",
        .fallback = 5min,
        .minimum = 1s,
        .help = "how long a node that ends when it is done goes on without any block"};
    static constexpr Option<bool> exit_when_done{
        .name = "exit-when-done",
        .help = "end the node once the range is there; exit code 1 if it could not be"};
    static constexpr OptionList options{from,      to,     receipts, batch,         window,
                                        max_reorg, memory, patience, exit_when_done};

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
          clock_(Clock::of(host.strand())) {}

    awaitable<void> run() override;

private:
    static Settings read(const plexus::Settings& settings);
    awaitable<void> follow();
    void book(const Result<std::uint64_t>& blocks);
    std::optional<int> exit_code(const Result<std::uint64_t>& blocks) const;

    Host& host_;
    Logger log_;
    Services services_;
    Settings settings_;
    bool exit_when_done_;
    Clock& clock_;
    std::optional<TaskScope> tasks_;    ///< of one run(): a cancelled one stays so
    std::optional<Follower> follower_;  ///< not destroyed before the tasks have ended
    Duration pause_{between_rounds};
    bool storing_fails_ = false;
    SteadyTime last_block_{};  ///< when the last block came, or following began
    std::optional<SteadyTime> complete_since_{};
};

// Exit codes: the range is complete, or could not be fetched.
constexpr int done = 0;
constexpr int failed = 1;

Settings Sync::read(const plexus::Settings& settings) {
    Settings result;
    result.from = settings[from];
    result.to = settings[to];
    result.batch = settings[batch];
    result.window = settings[window];
    result.receipts = settings[receipts] ? Receipts::wanted : Receipts::unwanted;
    result.max_reorg = settings[max_reorg];
    result.memory_bytes = settings[memory].bytes;
    result.patience = settings[patience];
    if (result.to != 0 && result.to < result.from) {
        throw ConfigError("sync.to (" + std::to_string(result.to) + ") is below sync.from (" +
                          std::to_string(result.from) + "): swap them or leave one out");
    }
    return result;
}

awaitable<void> Sync::run() {
    tasks_.emplace(host_.strand());
    follower_.emplace(services_, settings_, *tasks_, log_);
    tasks_->spawn("sync follow", follow());
    co_await tasks_->join();
}

awaitable<void> Sync::follow() {
    last_block_ = clock_.now();
    while (true) {
        const Result<std::uint64_t> blocks = co_await follower_->run_once();
        book(blocks);
        const std::optional<int> code = exit_code(blocks);
        if (exit_when_done_ && code) {
            host_.runtime().request_stop(*code);
            break;
        }
        co_await sleep_for(pause_);
    }
    tasks_->cancel();
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
    if (!storing_fails_) pause_ = between_rounds;
}

/// What a node that ends when it is done ends with by now.
std::optional<int> Sync::exit_code(const Result<std::uint64_t>& blocks) const {
    if (storing_fails_) return failed;
    if (complete_since_) {
        const bool waited = clock_.now() - *complete_since_ >= wait_for_opinion;
        const bool certain = settings_.to != 0 || follower_->has_second_opinion() || waited;
        return certain ? std::optional{done} : std::nullopt;
    }
    const bool in_vain =
        (!blocks || *blocks == 0) && clock_.now() - last_block_ > settings_.patience;
    return in_vain ? std::optional{failed} : std::nullopt;
}

}  // namespace
}  // namespace plexus::sync

PLEXUS_PLUGIN(plexus::sync::Sync, "sync", PLEXUS_PLUGIN_VERSION,
              "fetches a chain, verifies it, stores it, hands it to handlers");
