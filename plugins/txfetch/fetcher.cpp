#include "fetcher.hpp"

#include <algorithm>
#include <optional>
#include <typeinfo>

#include <api/async/await_on.hpp>
#include <api/async/within.hpp>
#include <kit/handlers/handler_call.hpp>

namespace plexus::txfetch {
namespace {

using namespace std::chrono_literals;

/// Time between two rounds of requests, so that transactions announced one by one are requested
/// together.
/// @spec as geth and bsc do it
constexpr auto collation = 50ms;

/// The longest pause while no entry is due; an announcement or a response ends it earlier.
constexpr auto idle = 1min;

/// Reports bad data, and ends the session, as go-ethereum and reth do.
void expel(net::Peer& peer) {
    eth::report(peer, net::PeerEvent::sent_bad_data);
    peer.disconnect(net::Reason::subprotocol_error);
}

}  // namespace

Fetcher::Fetcher(Host& host, const Settings& settings)
    : host_(host),
      log_(host.logger()),
      pool_(host.get<net::PeerPool>()),
      client_(pool_, host.runtime()),
      settings_(settings),
      schedule_(settings),
      event_(host.strand()),
      tasks_(host.strand()),
      announced_(host.metrics().counter(
          {"plexus_txfetch_announced_total", "Transactions that peers announced"})),
      refused_(host.metrics().counter(
          {"plexus_txfetch_announcements_refused_total",
           "Announced transactions that were beyond what one peer may have us wait for"})),
      requests_(host.metrics().counter(
          {"plexus_txfetch_requests_total", "Requests for announced transactions"})),
      failures_(host.metrics().counter(
          {"plexus_txfetch_request_failures_total", "Requests that brought nothing"})),
      fetched_(host.metrics().counter(
          {"plexus_txfetch_transactions_total", "Transactions that were fetched"})),
      lies_(host.metrics().counter({"plexus_txfetch_false_announcements_total",
                                    "Announcements with a type or size that was false"})),
      waiting_(host.metrics().gauge(
          {"plexus_txfetch_waiting", "Announced transactions that have not been received yet"})),
      handler_failures_(host) {}

awaitable<void> Fetcher::run() {
    const net::Subscription left = pool_.on_event([this](const net::PeerPoolEvent& event) {
        const auto* gone = std::get_if<net::PeerLeft>(&event);
        if (gone == nullptr) return;
        asio::post(host_.strand(), [this, peer = gone->peer] {
            schedule_.forget(peer);
            changed();
        });
    });
    tasks_.spawn("request", request_wanted());
    co_await tasks_.serve();
}

awaitable<eth::ValidationResult> Fetcher::on_transactions(
    const eth::Origin&, std::span<const eth::RawTransaction> transactions) {
    auto there = note_received(transactions);
    co_await await_on(host_.strand(), std::move(there));
    co_return eth::ValidationResult::ignore;
}

awaitable<eth::ValidationResult> Fetcher::on_announcement(
    const eth::Origin& origin, std::span<const eth::TransactionAnnouncement> transactions) {
    // Awaited, so that a peer cannot send announcements faster than they are noted.
    auto there = note_announcement(origin.peer, transactions);
    co_await await_on(host_.strand(), std::move(there));
    co_return eth::ValidationResult::ignore;
}

awaitable<void> Fetcher::note_announcement(
    net::PeerPtr peer, std::span<const eth::TransactionAnnouncement> transactions) {
    if (!peer->connected()) co_return;
    announced_.add(transactions.size());
    const SteadyTime now = Clock::of(host_.strand()).now();
    refused_.add(schedule_.announce(peer, transactions, now));
    changed();
}

awaitable<void> Fetcher::note_received(std::span<const eth::RawTransaction> transactions) {
    arrive(transactions);
    co_return;
}

void Fetcher::arrive(std::span<const eth::RawTransaction> transactions) {
    for (const eth::RawTransaction& transaction : transactions) {
        for (const net::PeerPtr& liar : schedule_.arrive(transaction)) {
            lies_.add();
            PLEXUS_LOG(log_, debug)
                << "a transaction was announced falsely" << kv("peer", net::brief(liar->node().id))
                << kv("transaction", to_hex(transaction.hash));
            expel(*liar);
        }
    }
    changed();
}

/// Takes out of a response what its sender announced otherwise; the other announcers get the
/// request.
void Fetcher::refuse_other_forms(const net::PeerPtr& peer,
                                 std::vector<eth::RawTransaction>& transactions) {
    const std::size_t refused = std::erase_if(transactions, [&](const eth::RawTransaction& each) {
        return schedule_.contradicts(peer, each);
    });
    if (refused == 0) return;
    lies_.add(refused);
    PLEXUS_LOG(log_, debug) << "blob transactions came in another form than announced"
                            << kv("peer", net::brief(peer->node().id)) << kv("count", refused);
    expel(*peer);
}

void Fetcher::changed() {
    awaited_ = schedule_.size();
    waiting_.set(schedule_.size());
    changed_ = true;
    event_.notify();
}

awaitable<void> Fetcher::request_wanted() {
    while (true) {
        changed_ = false;
        begin_requests();
        co_await sleep_for(collation);
        auto change = wait_for_change();
        (void)co_await within(until_due(), std::move(change));
    }
}

void Fetcher::begin_requests() {
    for (Schedule::Request& request : schedule_.begin(Clock::of(host_.strand()).now())) {
        requests_.add();
        const std::string name = "fetch from " + net::brief(request.peer->node().id);
        tasks_.spawn(name, fetch(std::move(request)));
    }
}

Duration Fetcher::until_due() const {
    const std::optional<SteadyTime> next = schedule_.next();
    if (!next) return idle;
    return std::max<Duration>(*next - Clock::of(host_.strand()).now(), Duration::zero());
}

awaitable<void> Fetcher::wait_for_change() {
    while (!changed_) co_await event_.wait();
}

awaitable<void> Fetcher::fetch(Schedule::Request request) {
    const eth::Client client = client_.only(request.peer).claimed().within(settings_.timeout);
    std::vector<Hash256> hashes = request.hashes;
    eth::Response<std::vector<eth::RawTransaction>> response =
        co_await client.pooled_transactions(std::move(hashes));
    PLEXUS_LOG(log_, debug) << "announced transactions requested"
                            << kv("hashes", request.hashes.size())
                            << kv("response", response.explain());
    if (response) {
        refuse_other_forms(request.peer, *response);
        fetched_.add(response->size());
        arrive(*response);
    } else {
        failures_.add();
        // What was not requested, and a sidecar that is not the transaction's, are no accident.
        // The client has reported it.
        if (response.error() == Errc::invalid_data) {
            request.peer->disconnect(net::Reason::subprotocol_error);
        }
    }
    // Transactions that did not come may be requested from other peers at once; this peer gets its
    // next request only when the handlers are done with its response.
    schedule_.release(request);
    changed();
    if (response && !response->empty()) {
        auto there = hand_over(request.peer, std::move(*response));
        co_await await_on(request.peer->strand(), std::move(there));
    }
    schedule_.free(request.peer);
    changed();
}

awaitable<void> Fetcher::hand_over(net::PeerPtr peer,
                                   std::vector<eth::RawTransaction> transactions) {
    const Clock& clock = Clock::of(peer->strand());
    eth::Origin seen;
    seen.peer = peer;
    seen.source = eth::Source::response;
    seen.received_at = clock.now();
    seen.wall_time = clock.wall();
    std::optional<eth::ValidationResult> worst;
    for (eth::TxHandler& handler : host_.every<eth::TxHandler>()) {
        if (&handler == this) continue;
        auto call = handler.on_transactions(seen, transactions);
        const Result<eth::ValidationResult> validation =
            co_await handlers::guarded(handler_failures_, typeid(handler), std::move(call));
        if (validation) worst = std::max(worst.value_or(*validation), *validation);
    }
    if (worst == eth::ValidationResult::reject) {
        eth::report(*peer, net::PeerEvent::sent_bad_data);
    }
}

}  // namespace plexus::txfetch
