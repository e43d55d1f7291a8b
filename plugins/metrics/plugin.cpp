#include <algorithm>

#include <api/plugin/export.hpp>
#include <api/plugin/prometheus.hpp>
#include <kit/http/server.hpp>
#include <kit/http/virtual_hosts.hpp>

#include "liveness.hpp"
#include "node_families.hpp"
#include "openmetrics.hpp"
#include "peer_events.hpp"
#include "process_families.hpp"
#include "propagation.hpp"
#include "readiness.hpp"

namespace {

using namespace plexus;
using namespace std::chrono_literals;

/// A scrape is one short request; Prometheus and one person need few connections.
constexpr std::size_t most_connections = 16;

/// Shows the node's metrics to Prometheus, and to supervisors whether it lives and is ready.
class MetricsServer final : public Plugin {
public:
    static constexpr std::array provides{eth::BlockHandler::key, eth::TxHandler::key};
    static constexpr std::array needs{maybe<net::PeerPool>, maybe<chain::HeadTracker>};

    static constexpr Option<std::string> addr{
        .name = "http-addr",
        .fallback = "127.0.0.1",
        .help = "IP address to serve metrics on; they are for the operator, not for the public"};
    static constexpr Option<std::uint16_t> port{
        .name = "http-port",
        .fallback = 6060,
        .help = "TCP port to serve metrics on; 0: any free one"};
    static constexpr Option<std::size_t> min_peers{
        .name = "min-peers",
        .fallback = 1,
        .maximum = 10'000,
        .help = "with fewer peers /readyz says that the node is not ready"};
    static constexpr Option<std::chrono::milliseconds> max_head_age{
        .name = "max-head-age",
        .fallback = 10min,
        .maximum = std::chrono::hours(24 * 365),
        .help = "with an older head of its own /readyz says so; 0s: not checked"};
    static constexpr OptionList options{addr, port, http::vhosts, min_peers, max_head_age};

    explicit MetricsServer(Host& host)
        : host_(host),
          log_(host.logger()),
          pool_(host.find<net::PeerPool>()),
          heads_(host.find<chain::HeadTracker>()),
          events_(host.metrics()),
          propagation_(host.metrics()),
          names_(host[http::vhosts]),
          endpoint_(http::address_of(host[addr], "metrics.http-addr"), host[port]),
          server_(host.strand(), host.logger(), http::operator_limits(most_connections),
                  [this](http::Request request) { return respond(std::move(request)); }) {
        const Labels labels{{"version", PLEXUS_PLUGIN_VERSION}};
        host.metrics().gauge({"plexus_build_info", "1, with the program's version"}, labels).set(1);
        host.publish<eth::BlockHandler>(propagation_);
        host.publish<eth::TxHandler>(propagation_);
    }

    awaitable<void> start() override {
        if (host_.purpose() != Purpose::node) co_return;
        if (pool_ != nullptr) {
            watch_ =
                pool_->on_event([this](const net::PeerPoolEvent& event) { events_.count(event); });
        }
        server_.listen(endpoint_, "metrics", "metrics.http-addr or metrics.http-port");
        PLEXUS_LOG(log_, info) << "serving metrics" << kv("endpoint", server_.endpoint());
    }

    awaitable<void> run() override {
        if (host_.purpose() == Purpose::node) co_await server_.serve();
    }

    awaitable<void> stop() override {
        watch_ = nullptr;
        co_return;
    }

private:
    awaitable<http::Response> respond(http::Request request) {
        http::Response response = http::host_refusal(names_, request);
        const bool read_only = request.method == "GET" || request.method == "HEAD";
        if (response.status == 0 && read_only && request.path == "/livez") {
            response = co_await liveness();
        } else if (response.status == 0) {
            response = route(request);
        }
        response.fields.emplace_back("Cache-Control", "no-store");
        co_return response;
    }

    awaitable<http::Response> liveness() {
        const bool turns = co_await metrics::peers_loop_turns(host_.runtime());
        if (turns) co_return http::text_response(200, "ok\n");
        co_return http::text_response(503, "the event loop of the peers does not turn\n");
    }

    http::Response route(const http::Request& request) const {
        if (request.method != "GET" && request.method != "HEAD") {
            return http::text_response(405, "method not allowed\n");
        }
        if (request.path == "/metrics") return metrics(request);
        if (request.path == "/readyz") return readiness(request.query == "verbose");
        return http::text_response(404, "there are /metrics, /livez and /readyz\n");
    }

    http::Response metrics(const http::Request& request) const {
        std::vector<MetricFamily> families = host_.metrics().snapshot();
        const auto add = [&families](std::vector<MetricFamily> more) {
            std::ranges::move(more, std::back_inserter(families));
        };
        if (pool_ != nullptr) add(metrics::peer_families(*pool_));
        if (heads_ != nullptr) add(metrics::head_families(*heads_));
        add(metrics::process_families());
        http::Response response;
        const bool open =
            request.field("accept").find("application/openmetrics-text") != std::string_view::npos;
        response.fields.emplace_back(
            "Content-Type", open ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                 : "text/plain; version=0.0.4; charset=utf-8");
        response.body = open ? metrics::openmetrics_text(families) : prometheus_text(families);
        return response;
    }

    http::Response readiness(bool verbose) const {
        const metrics::Wanted wanted{
            host_[min_peers],
            std::chrono::duration_cast<std::chrono::seconds>(host_[max_head_age])};
        const std::vector<metrics::Check> checks =
            metrics::checks(pool_, heads_, wanted, Clock::of(host_.strand()).wall());
        const bool ready = std::ranges::all_of(checks, &metrics::Check::good);
        std::string text;
        for (const metrics::Check& check : checks) {
            if (check.good && !verbose) continue;
            text += (check.good ? "[+]" : "[-]") + check.name + (check.good ? " ok" : " failed");
            text += (verbose ? ": " + check.why : "") + '\n';
        }
        text += ready ? "ok\n" : "not ready\n";
        return http::text_response(ready ? 200 : 503, text);
    }

    Host& host_;
    Logger log_;
    net::PeerPool* pool_;
    const chain::HeadTracker* heads_;
    metrics::PeerEvents events_;
    metrics::Propagation propagation_;
    Subscription watch_;
    http::VirtualHosts names_;
    asio::ip::tcp::endpoint endpoint_;
    http::Server server_;
};

}  // namespace

PLEXUS_PLUGIN(MetricsServer, "metrics", PLEXUS_PLUGIN_VERSION,
              "metrics for Prometheus, and whether the node lives and is ready");
