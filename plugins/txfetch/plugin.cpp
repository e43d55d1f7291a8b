#include <api/plugin/export.hpp>

#include "fetcher.hpp"

namespace plexus::txfetch {
namespace {

using namespace std::chrono_literals;

/// Requests the transactions that peers announce.
class TxFetch final : public Plugin {
public:
    static constexpr std::array provides{eth::TransactionFetcher::key, eth::TxHandler::key};
    static constexpr std::array needs{one<net::PeerPool>, all<eth::TxHandler>};

    static constexpr Option<std::chrono::milliseconds> wait{
        .name = "wait",
        .fallback = 200ms,
        .maximum = 1min,
        .help = "how long an announced transaction may take to come by itself"};
    static constexpr Option<std::chrono::milliseconds> timeout{
        .name = "timeout",
        .fallback = 5s,
        .minimum = 1ms,
        .maximum = 1min,
        .help = "how long a peer may take before the request goes to the next one"};
    static constexpr Option<std::size_t> request_hashes{
        .name = "request-hashes",
        .fallback = 256,
        .minimum = 1,
        .maximum = eth::limits::request_pooled_transactions,
        .help = "transactions of one request"};
    static constexpr Option<ByteSize> request_size{
        .name = "request-size",
        .fallback = 128_KiB,
        .minimum = {1},
        .maximum = {eth::limits::response_bytes},
        .help = "bytes of one request, as announced; one transaction may have more"};
    static constexpr Option<std::size_t> remembered{
        .name = "remembered",
        .fallback = 4096,
        .minimum = 1,
        .maximum = 65'536,
        .help = "announcements of one peer that wait; more are let go"};
    static constexpr OptionList options{wait, timeout, request_hashes, request_size, remembered};

    explicit TxFetch(Host& host) : fetcher_(host, read(host.settings())) {
        host.publish<eth::TransactionFetcher>(fetcher_);
        host.publish<eth::TxHandler>(fetcher_);
    }

    awaitable<void> run() override { return fetcher_.run(); }

private:
    static Settings read(const plexus::Settings& settings);

    Fetcher fetcher_;
};

Settings TxFetch::read(const plexus::Settings& settings) {
    Settings result;
    result.wait = settings[wait];
    result.timeout = settings[timeout];
    result.request_hashes = settings[request_hashes];
    result.request_bytes = settings[request_size].bytes;
    result.remembered = settings[remembered];
    return result;
}

}  // namespace
}  // namespace plexus::txfetch

PLEXUS_PLUGIN(plexus::txfetch::TxFetch, "txfetch", PLEXUS_PLUGIN_VERSION,
              "fetches the transactions that peers announce");
