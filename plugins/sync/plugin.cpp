#include <api/eth/handlers.hpp>
#include <api/plugin/export.hpp>
#include <kit/eth/types/limits.hpp>

#include "follower.hpp"

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// How long to wait before the peers are asked for their heads again.
constexpr auto between_rounds = 1s;

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
    static constexpr Option<std::size_t> window{
        .name = "window",
        .fallback = 16,
        .minimum = 1,
        .maximum = 256,
        .help = "batches in work at once; bounds the memory"};
    static constexpr Option<std::chrono::milliseconds> patience{
        .name = "patience",
        .fallback = 5min,
        .minimum = 1s,
        .help = "give a round up after so long without any block"};
    static constexpr Option<bool> exit_when_done{
        .name = "exit-when-done",
        .help = "end the node once the range is there; exit code 1 if it could not be"};
    static constexpr OptionList options{from,   to,       receipts,      batch,
                                        window, patience, exit_when_done};

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
          exit_when_done_(host[exit_when_done]) {}

    awaitable<void> run() override;

private:
    static Settings read(const plexus::Settings& settings);

    Host& host_;
    Logger log_;
    Services services_;
    Settings settings_;
    bool exit_when_done_;
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
    result.patience = settings[patience];
    if (result.to != 0 && result.to < result.from) {
        throw ConfigError("sync.to (" + std::to_string(result.to) + ") is below sync.from (" +
                          std::to_string(result.from) + "): swap them or leave one out");
    }
    return result;
}

awaitable<void> Sync::run() {
    Clock& clock = Clock::of(host_.strand());
    SteadyTime waiting_since = clock.now();
    Follower follower(services_, settings_, log_);
    while (true) {
        const Result<std::uint64_t> blocks = co_await follower.run_once();
        const bool wait = blocks ? !follower.complete() : blocks.error() == Errc::no_peer;
        if (blocks && *blocks > 0) waiting_since = clock.now();
        if (!blocks && !wait) {
            PLEXUS_LOG(log_, error) << "sync failed" << kv("error", blocks.error().message());
        }
        const bool in_vain = clock.now() - waiting_since > settings_.patience;
        if (exit_when_done_ && (!wait || in_vain)) {
            host_.runtime().request_stop(blocks && !wait ? done : failed);
            co_return;
        }
        co_await sleep_for(between_rounds);
    }
}

}  // namespace
}  // namespace plexus::sync

PLEXUS_PLUGIN(plexus::sync::Sync, "sync", PLEXUS_PLUGIN_VERSION,
              "fetches a chain, verifies it, stores it, hands it to handlers");
