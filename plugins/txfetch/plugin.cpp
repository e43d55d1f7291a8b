#include <api/plugin/export.hpp>

#include "fetcher.hpp"

namespace plexus::txfetch {
namespace {

/// Requests the transactions that peers announce.
class TxFetch final : public Plugin {
public:
    static constexpr std::array provides{eth::TransactionFetcher::key, eth::TxHandler::key};
    static constexpr std::array needs{one<net::PeerPool>, all<eth::TxHandler>};

    explicit TxFetch(Host& host) : fetcher_(host, read(host.settings())) {
        host.publish<eth::TransactionFetcher>(fetcher_);
        host.publish<eth::TxHandler>(fetcher_);
    }

    static void options(Options& options);

    awaitable<void> run() override { return fetcher_.run(); }

private:
    static Settings read(const plexus::Settings& settings);

    Fetcher fetcher_;
};

void TxFetch::options(Options& options) {
    options.declare({.name = "wait",
                     .kind = OptionKind::duration,
                     .fallback = "200ms",
                     .help = "how long an announced transaction may take to come by itself",
                     .minimum = 0,
                     .maximum = 60'000});
    options.declare({.name = "timeout",
                     .kind = OptionKind::duration,
                     .fallback = "5s",
                     .help = "how long a peer may take before the next one is asked",
                     .minimum = 1,
                     .maximum = 60'000});
    options.declare(
        {.name = "request-hashes",
         .kind = OptionKind::number,
         .fallback = "256",
         .help = "transactions of one request",
         .minimum = 1,
         .maximum = static_cast<std::int64_t>(eth::limits::request_pooled_transactions)});
    options.declare({.name = "request-bytes",
                     .kind = OptionKind::number,
                     .fallback = "131072",
                     .help = "bytes of one request, as announced; one transaction may have more",
                     .minimum = 1,
                     .maximum = static_cast<std::int64_t>(eth::limits::response_bytes)});
    options.declare({.name = "remembered",
                     .kind = OptionKind::number,
                     .fallback = "4096",
                     .help = "announcements of one peer that wait; more are let go",
                     .minimum = 1,
                     .maximum = 65'536});
}

Settings TxFetch::read(const plexus::Settings& settings) {
    Settings result;
    result.wait = settings.duration("wait");
    result.timeout = settings.duration("timeout");
    result.request_hashes = static_cast<std::size_t>(settings.number("request-hashes"));
    result.request_bytes = static_cast<std::size_t>(settings.number("request-bytes"));
    result.remembered = static_cast<std::size_t>(settings.number("remembered"));
    return result;
}

}  // namespace
}  // namespace plexus::txfetch

PLEXUS_PLUGIN(plexus::txfetch::TxFetch, "txfetch", "1.0.0",
              "fetches the transactions that peers announce");
