#include "listener.hpp"

#include <boost/asio/error.hpp>

#include <api/async/within.hpp>

namespace plexus::peers {
namespace {

/// Out of file descriptors, usually: some come back as peers leave.
constexpr std::chrono::seconds pause_after_error{1};

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
    if (pool_.access().banned(from)) return turn_away(from, net::RefusalCause::banned);
    const bool exempt = pool_.access().exempts(from);
    if (const auto cause = gate_.enter(from, pool_.now(), exempt)) return turn_away(from, *cause);
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

void Listener::give_back(InboundGate::Pass& pass) {
    pass.give_back();
    pool_.set_arriving(gate_.pending());
}

awaitable<void> Listener::receive(IncomingConnection incoming, bool exempt) {
    const asio::ip::tcp::endpoint from = incoming->remote();
    InboundGate::Pass pass(gate_, from.address(), exempt);
    const Executor strand = asio::make_strand(runtime_.executor());
    bool shed = false;
    awaitable<void> talk = handshake(std::move(incoming), pass, shed);
    std::string name = "peer from " + from.address().to_string();
    co_await pool_.pending().host(strand, std::move(name), std::move(talk));
    give_back(pass);
    if (shed) gate_.forget(from.address());
}

awaitable<void> Listener::handshake(IncomingConnection incoming, InboundGate::Pass& pass,
                                    bool& shed) {
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
            << "no peer came of an arrival" << kv("address", incoming->remote().address())
            << kv("error", link.error().message());
        co_return;
    }
    std::function<void()> decided = [this, &pass] { give_back(pass); };
    const Ending ending = co_await pool_.meet(std::move(*link), std::move(offers),
                                              net::Direction::inbound, std::move(decided));
    shed = ending.shed;
}

}  // namespace plexus::peers
