#include <api/async/task_scope.hpp>
#include <api/async/within.hpp>
#include <api/eth/remote.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/export.hpp>

namespace {

using namespace plexus;
using namespace std::chrono_literals;

/// Requests from every peer, now and then, the header that it calls its head.
class PeerHeads final : public Plugin {
public:
    static constexpr std::array<ServiceKey, 0> provides{};
    static constexpr std::array needs{one<net::PeerPool>};

    static constexpr Option<std::chrono::milliseconds> interval{
        .name = "interval", .fallback = 30s, .minimum = 1s, .help = "pause between two rounds"};
    static constexpr OptionList options{interval};

    explicit PeerHeads(Host& host)
        : log_(host.logger()),
          strand_(host.strand()),
          pool_(host.get<net::PeerPool>()),
          interval_(host[interval]),
          failed_(host.metrics().counter(
              {"peer_heads_failed_requests_total", "Requests for a head that had no response"})) {}

    awaitable<void> run() override {
        TaskScope tasks(strand_);
        tasks.spawn("rounds", rounds(tasks));
        co_await tasks.serve();
    }

private:
    awaitable<void> rounds(TaskScope& tasks) {
        while (true) {
            for (const net::PeerPtr& peer : pool_.peers()) {
                auto remote = peer->handle<eth::Remote>();
                if (remote) tasks.spawn("request", request(peer, std::move(remote)));
            }
            co_await sleep_for(interval_);
        }
    }

    awaitable<void> request(net::PeerPtr peer, std::shared_ptr<eth::Remote> remote) {
        chain::HeaderQuery query;
        query.hash = remote->status().head;
        query.amount = 1;
        const auto headers = co_await within(10s, remote->headers(query));
        if (!headers) {
            failed_.add();
            PLEXUS_LOG(log_, warn) << "no response" << kv("peer", net::brief(peer->node().id))
                                   << kv("error", headers.error().message());
        } else if (headers->empty()) {
            remote->report(net::PeerEvent::empty_response);
        } else {
            PLEXUS_LOG(log_, info) << "head" << kv("peer", net::brief(peer->node().id))
                                   << kv("bytes", headers->front().size());
        }
    }

    Logger log_;
    Executor strand_;
    net::PeerPool& pool_;
    std::chrono::milliseconds interval_;
    Counter& failed_;
};

}  // namespace

PLEXUS_PLUGIN(PeerHeads, "peer_heads", "1.0.0", "requests each peer's head, now and then");
