#include <api/eth/handlers.hpp>
#include <api/plugin/export.hpp>
#include <kit/eth/types/limits.hpp>

#include "follower.hpp"

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// How long to wait before the peers are asked again how far they are.
constexpr auto between_rounds = 1s;

/// Fetches a chain from the peers, checks it, stores it, and hands it on. It uses the SDK and
/// nothing else, so it is also an example of a plugin.
class Sync final : public Plugin {
public:
    static constexpr std::array<ServiceKey, 0> provides{};
    static constexpr std::array needs{one<net::PeerPool>,        maybe<chain::ChainReader>,
                                      maybe<chain::ChainWriter>, maybe<chain::HeaderRules>,
                                      all<eth::BlockHandler>,    all<eth::ReceiptHandler>};

    explicit Sync(Host& host)
        : host_(host),
          log_(host.logger()),
          services_{host, host.get<net::PeerPool>(), host.find<chain::ChainReader>(),
                    host.find<chain::ChainWriter>(), host.find<chain::HeaderRules>()},
          settings_(read(host.settings())),
          exit_when_done_(host.settings().flag("exit-when-done")) {}

    static void options(Options& options);

    awaitable<void> run() override;

private:
    static Settings read(const plexus::Settings& settings);

    Host& host_;
    Logger log_;
    Services services_;
    Settings settings_;
    bool exit_when_done_;
};

// Exit codes: the range is there, or it could not be had.
constexpr int done = 0;
constexpr int failed = 1;

void Sync::options(Options& options) {
    options.declare({.name = "from",
                     .kind = OptionKind::number,
                     .fallback = "0",
                     .help =
                         "first block; 0 continues the stored chain, any other number hands the "
                         "range to the handlers without storing it"});
    options.declare({.name = "to",
                     .kind = OptionKind::number,
                     .fallback = "0",
                     .help = "last block; 0 means the best peer's head"});
    options.declare({.name = "receipts",
                     .kind = OptionKind::flag,
                     .fallback = "true",
                     .help = "fetch receipts too"});
    options.declare({.name = "batch",
                     .kind = OptionKind::number,
                     .fallback = "128",
                     .help = "blocks of one batch",
                     .minimum = 1,
                     .maximum = static_cast<std::int64_t>(eth::limits::request_headers)});
    options.declare({.name = "window",
                     .kind = OptionKind::number,
                     .fallback = "16",
                     .help = "batches in work at once; bounds the memory",
                     .minimum = 1,
                     .maximum = 256});
    options.declare({.name = "patience",
                     .kind = OptionKind::duration,
                     .fallback = "5m",
                     .help = "give a round up after so long without any block",
                     .minimum = 1000});
    options.declare(
        {.name = "exit-when-done",
         .kind = OptionKind::flag,
         .fallback = "false",
         .help = "end the node once the range is there; exit code 1 if it could not be"});
}

Settings Sync::read(const plexus::Settings& settings) {
    Settings result;
    result.from = static_cast<std::uint64_t>(settings.number("from"));
    result.to = static_cast<std::uint64_t>(settings.number("to"));
    result.batch = static_cast<std::uint64_t>(settings.number("batch"));
    result.window = static_cast<std::size_t>(settings.number("window"));
    result.receipts = settings.flag("receipts") ? Receipts::wanted : Receipts::unwanted;
    result.patience = settings.duration("patience");
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

PLEXUS_PLUGIN(plexus::sync::Sync, "sync", "1.0.0",
              "fetches a chain, verifies it, stores it, hands it to handlers");
