#include "listener.hpp"

#include <boost/asio/error.hpp>
#include <utility>

#include <api/async/new_strand.hpp>
#include <api/async/within.hpp>
#include <kit/net/address_class.hpp>

namespace plexus::peers {
namespace {

/// Out of file descriptors, usually: some come back as peers leave.
constexpr std::chrono::seconds pause_after_error{1};

/// When all slots are taken, a newer connection takes the slot of the oldest once that has had this
/// long: more than a handshake takes on a slow link, and far less than its deadlines, which a
/// silent remote uses up. A remote that opens silent connections then replaces its own.
constexpr std::chrono::seconds sure_time{1};

}  // namespace

Listener::Listener(Pool& pool, net::Transport& transport, Runtime& runtime, Metrics& metrics)
    : pool_(pool),
      transport_(transport),
      runtime_(runtime),
      gate_(pool.config().max_pending),
      incoming_(metrics.counter({"plexus_peers_incoming_connections_total",
                                 "Connections that other nodes opened to this one"})),
      refused_(metrics.counter(
          {"plexus_peers_incoming_refused_total", "Incoming connections that were refused"})) {}

awaitable<void> Listener::accept() {
    while (true) {
        Result<IncomingConnection> incoming = co_await transport_.accept();
        if (incoming) {
            consider(std::move(*incoming));
            continue;
        }
        if (incoming.error() == asio::error::operation_aborted) co_return;
        PLEXUS_LOG(pool_.log(), error)
            << "cannot accept a connection" << kv("error", incoming.error().message());
        co_await sleep_for(pause_after_error);
    }
}

void Listener::consider(IncomingConnection incoming) {
    incoming_.add();
    const asio::ip::address from = incoming->remote().address();
    if (!net::is_local(from)) pool_.reach().reached(pool_.now());
    if (pool_.access().banned(from)) return refuse(from, net::RefusalCause::banned);
    const bool exempt = pool_.access().exempts(from);
    std::optional<net::RefusalCause> cause = gate_.enter(from, pool_.now(), exempt);
    if (cause == net::RefusalCause::too_many_pending && !exempt && make_room()) {
        cause = gate_.enter(from, pool_.now(), exempt);
    }
    if (cause) return refuse(from, *cause);
    pool_.set_pending_inbound(gate_.pending());
    std::string name = "peer from " + from.to_string();
    pool_.pending().spawn(std::move(name), receive(std::move(incoming), exempt));
}

/// Before a handshake nothing is said: it would cost more than the connection is worth.
void Listener::refuse(const asio::ip::address& from, net::RefusalCause cause) {
    refused_.add();
    net::PeerRefused refused;
    net::Endpoint source;
    source.address = from;
    refused.node.set(source);
    refused.cause = cause;
    pool_.tell(refused);
}

/// @returns false if no connection has had its slot for that long
bool Listener::make_room() {
    if (handshakes_.empty()) return false;
    PendingHandshake& oldest = *handshakes_.front();
    if (pool_.now() - oldest.since < sure_time) return false;
    if (oldest.hosted != nullptr) oldest.hosted->cancel();
    refused_.add();
    give_back(oldest);
    return true;
}

void Listener::give_back(PendingHandshake& pending) {
    if (std::exchange(pending.waits, false)) handshakes_.erase(pending.place);
    pending.pass.give_back();
    pool_.set_pending_inbound(gate_.pending());
}

awaitable<void> Listener::receive(IncomingConnection incoming, bool exempt) {
    const asio::ip::tcp::endpoint from = incoming->remote();
    PendingHandshake pending{pool_.now(), InboundGate::Pass(gate_, from.address(), exempt)};
    if (!exempt) {
        pending.place = handshakes_.insert(handshakes_.end(), &pending);
        pending.waits = true;
    }
    const Executor strand = new_strand(runtime_.executor());
    bool shed = false;
    awaitable<void> talk = attend(std::move(incoming), pending, shed);
    std::string name = "peer from " + from.address().to_string();
    co_await pool_.pending().host(strand, std::move(name), std::move(talk), &pending.hosted);
    give_back(pending);
    if (shed) gate_.forget(from.address());
}

awaitable<void> Listener::attend(IncomingConnection incoming, PendingHandshake& pending,
                                 bool& shed) {
    // Filled by a coroutine of its own, whose frame is gone while the session lasts.
    std::vector<Offer> offers;
    net::LinkPtr link;
    auto begun = handshake(std::move(incoming), offers, link);
    co_await std::move(begun);
    if (!link) co_return;
    std::function<void()> decided = [this, &pending] { give_back(pending); };
    const Ending ending = co_await pool_.meet(std::move(link), std::move(offers),
                                              net::Direction::inbound, std::move(decided));
    shed = ending.shed;
}

awaitable<void> Listener::handshake(IncomingConnection incoming, std::vector<Offer>& offers,
                                    net::LinkPtr& link) {
    offers = pool_.offers();
    net::Hello hello = pool_.hello(offers);
    net::Node seen;
    net::Endpoint source;
    source.address = incoming->remote().address();
    seen.set(source);
    net::ConnectionFilter filter = pool_.filter(net::Direction::inbound, std::move(seen));
    Result<net::LinkPtr> made = co_await within(
        pool_.config().dial_timeout, incoming->handshake(std::move(hello), std::move(filter)));
    if (made) {
        link = std::move(*made);
        co_return;
    }
    PLEXUS_LOG(pool_.log(), debug)
        << "no peer came of an incoming connection" << kv("address", incoming->remote().address())
        << kv("error", made.error().message());
}

}  // namespace plexus::peers
