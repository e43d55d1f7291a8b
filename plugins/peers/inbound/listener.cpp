#include "listener.hpp"

#include <boost/asio/error.hpp>
#include <utility>

#include <api/async/within.hpp>
#include <kit/net/address_class.hpp>

namespace plexus::peers {
namespace {

/// Out of file descriptors, usually: some come back as peers leave.
constexpr std::chrono::seconds pause_after_error{1};

/// When all places are taken, the oldest connection loses its place to a newcomer once it has had
/// this long: more than a handshake takes over a slow line, and far less than its deadlines, which
/// a silent remote uses up. Who opens silent connections then pushes out their own.
constexpr std::chrono::seconds sure_time{1};

}  // namespace

Listener::Listener(Pool& pool, net::Transport& transport, Runtime& runtime, Metrics& metrics)
    : pool_(pool),
      transport_(transport),
      runtime_(runtime),
      gate_(pool.config().max_pending),
      incoming_(metrics.counter({"plexus_peers_incoming_connections_total",
                                 "Connections that other nodes opened to this one"})),
      turned_away_(metrics.counter(
          {"plexus_peers_incoming_refused_total", "Incoming connections that were refused"})) {}

awaitable<void> Listener::accept() {
    while (true) {
        Result<IncomingConnection> incoming = co_await transport_.accept();
        if (incoming) {
            admit(std::move(*incoming));
            continue;
        }
        if (incoming.error() == asio::error::operation_aborted) co_return;
        PLEXUS_LOG(pool_.log(), error)
            << "cannot accept a connection" << kv("error", incoming.error().message());
        co_await sleep_for(pause_after_error);
    }
}

void Listener::admit(IncomingConnection incoming) {
    incoming_.add();
    const asio::ip::address from = incoming->remote().address();
    if (!net::is_local(from)) pool_.reach().reached();
    if (pool_.access().banned(from)) return turn_away(from, net::RefusalCause::banned);
    const bool exempt = pool_.access().exempts(from);
    std::optional<net::RefusalCause> cause = gate_.enter(from, pool_.now(), exempt);
    if (cause == net::RefusalCause::too_many_pending && !exempt && make_room()) {
        cause = gate_.enter(from, pool_.now(), exempt);
    }
    if (cause) return turn_away(from, *cause);
    pool_.set_arriving(gate_.pending());
    pool_.pending().spawn("arrival", receive(std::move(incoming), exempt));
}

/// Before a handshake nothing is said: it would cost more than the connection is worth.
void Listener::turn_away(const asio::ip::address& from, net::RefusalCause cause) {
    turned_away_.add();
    net::PeerRefused refused;
    net::Endpoint source;
    source.address = from;
    refused.node.set(source);
    refused.cause = cause;
    pool_.tell(refused);
}

/// @returns false if nobody has had a place for long
bool Listener::make_room() {
    if (arrivals_.empty()) return false;
    Arrival& oldest = *arrivals_.front();
    if (pool_.now() - oldest.since < sure_time) return false;
    if (oldest.hosted != nullptr) oldest.hosted->cancel();
    turned_away_.add();
    give_back(oldest);
    return true;
}

void Listener::give_back(Arrival& arrival) {
    if (std::exchange(arrival.waits, false)) arrivals_.erase(arrival.place);
    arrival.pass.give_back();
    pool_.set_arriving(gate_.pending());
}

awaitable<void> Listener::receive(IncomingConnection incoming, bool exempt) {
    const asio::ip::tcp::endpoint from = incoming->remote();
    Arrival arrival{pool_.now(), InboundGate::Pass(gate_, from.address(), exempt)};
    if (!exempt) {
        arrival.place = arrivals_.insert(arrivals_.end(), &arrival);
        arrival.waits = true;
    }
    const Executor strand = asio::make_strand(runtime_.executor());
    bool shed = false;
    awaitable<void> talk = handshake(std::move(incoming), arrival, shed);
    std::string name = "peer from " + from.address().to_string();
    co_await pool_.pending().host(strand, std::move(name), std::move(talk), &arrival.hosted);
    give_back(arrival);
    if (shed) gate_.forget(from.address());
}

awaitable<void> Listener::handshake(IncomingConnection incoming, Arrival& arrival, bool& shed) {
    std::vector<Offer> offers = pool_.offers();
    net::Hello hello = pool_.hello(offers);
    net::Node seen;
    net::Endpoint source;
    source.address = incoming->remote().address();
    seen.set(source);
    net::ConnectionFilter admit = pool_.filter(net::Direction::inbound, std::move(seen));
    Result<net::LinkPtr> link = co_await within(
        pool_.config().dial_timeout, incoming->handshake(std::move(hello), std::move(admit)));
    if (!link) {
        PLEXUS_LOG(pool_.log(), debug)
            << "no peer came of an incoming connection"
            << kv("address", incoming->remote().address()) << kv("error", link.error().message());
        co_return;
    }
    std::function<void()> decided = [this, &arrival] { give_back(arrival); };
    const Ending ending = co_await pool_.meet(std::move(*link), std::move(offers),
                                              net::Direction::inbound, std::move(decided));
    shed = ending.shed;
}

}  // namespace plexus::peers
