#include "peer_session.hpp"

#include <boost/asio/error.hpp>
#include <boost/scope_exit.hpp>
#include <boost/system/system_error.hpp>

#include <api/async/within.hpp>

namespace plexus::peers {
namespace {

using net::PeerEvent;
using net::Reason;
using namespace std::chrono_literals;

/// A goodbye that cannot be said in this time is not said: the node wants to stop. The link has a
/// shorter limit of its own.
constexpr Duration goodbye_limit = 2s;

/// How long capabilities may take over what came before a goodbye. They need no more than a turn
/// for it; the limit is for one that waits for something else.
constexpr Duration last_words_limit = 1s;

/// How soon to look again whether the node's inboxes have room.
constexpr Duration budget_pause = 50ms;

/// What is said to a peer whose link broke with this error.
/// @spec go-ethereum p2p/peer.go: breach for bad codes and messages, nothing for a broken network
Reason reason_for(const ErrorCode& error) {
    if (error == Errc::timed_out) return Reason::read_timeout;
    const bool breach = error == Errc::malformed || error == Errc::non_canonical ||
                        error == Errc::limit_exceeded || error == Errc::unexpected_message;
    return breach ? Reason::protocol_breach : Reason::network_error;
}

/// What the policy is told of it. The MAC has been verified: it was this peer.
std::optional<PeerEvent> event_for(const ErrorCode& error) {
    if (error == Errc::malformed || error == Errc::non_canonical ||
        error == Errc::unexpected_message) {
        return PeerEvent::sent_garbage;
    }
    if (error == Errc::limit_exceeded) return PeerEvent::sent_bad_data;
    if (error == Errc::timed_out) return PeerEvent::timed_out;
    return std::nullopt;
}

std::string task_name(const CapabilityPipe& pipe, const Connection& connection) {
    const net::CapabilityInfo& info = pipe.agreement().info;
    return info.name + '/' + std::to_string(info.version) + ' ' + net::brief(connection.id());
}

}  // namespace

PeerSession::PeerSession(std::shared_ptr<Connection> connection, net::LinkPtr link,
                         const std::vector<Agreement>& agreements, Surroundings surroundings)
    : connection_(std::move(connection)),
      link_(std::move(link)),
      surroundings_(std::move(surroundings)),
      mux_(agreements, *link_, *connection_, surroundings_.budget),
      tasks_(connection_->strand()),
      fell_silent_(connection_->strand()) {}

awaitable<Ending> PeerSession::serve() {
    tasks_.spawn("read " + net::brief(connection_->id()), read());
    for (CapabilityPipe& pipe : mux_.pipes()) {
        tasks_.spawn(task_name(pipe, *connection_), speak(pipe));
    }
    Ending ending = co_await connection_->ended();
    mux_.close();
    if (ending.by == Side::theirs) co_await hear_out();
    tasks_.cancel();
    try {
        co_await within(goodbye_limit, link_->close(ending.reason));
    } catch (const boost::system::system_error& error) {
        ending.detail += error.what();  // the goodbye failed, the disconnect reason stands
    }
    connection_->publish(link_->stats());
    connection_->retire();
    co_return ending;
}

/// What arrived before the end still counts: a Status that we refuse says more of a peer than the
/// Disconnect right behind it.
awaitable<void> PeerSession::hear_out() {
    co_await within(last_words_limit, silence());  // who is not done by then is cancelled
}

awaitable<void> PeerSession::silence() {
    while (speaking_ > 0) co_await fell_silent_.wait();
}

awaitable<void> PeerSession::read() {
    const net::SizeLimit limit = mux_.limit();
    while (true) {
        while (surroundings_.budget->exhausted()) co_await sleep_for(budget_pause);
        Result<net::Message> message = co_await link_->receive(limit);
        connection_->publish(link_->stats());
        if (!message) {
            lost(message.error());
            co_return;
        }
        if (!co_await deliver(std::move(*message))) co_return;
    }
}

/// Hands a message to its capability, which may keep it waiting.
awaitable<bool> PeerSession::deliver(net::Message message) {
    CapabilityPipe& pipe = *mux_.find(message.code);
    message.code -= pipe.agreement().offset;
    if (pipe.receive_queue().try_put(message)) co_return true;
    const Result<void> put =
        co_await within(surroundings_.patience, pipe.receive_queue().put(std::move(message)));
    if (put) co_return true;
    if (put.error() == Errc::timed_out) {
        PLEXUS_LOG(surroundings_.log, warn) << "a capability does not take its messages"
                                            << kv("task", task_name(pipe, *connection_));
        connection_->end({.reason = Reason::subprotocol_error, .detail = "capability stalled"});
    }
    co_return false;
}

void PeerSession::lost(const ErrorCode& error) {
    if (const std::optional<Reason> disconnect_reason = link_->disconnect_reason()) {
        connection_->end({.reason = *disconnect_reason, .by = Side::theirs});
        return;
    }
    if (const std::optional<PeerEvent> event = event_for(error)) connection_->report(*event);
    const bool gone = error == asio::error::eof || error == asio::error::connection_reset;
    connection_->end({.reason = reason_for(error),
                      .by = gone ? Side::theirs : Side::ours,
                      .detail = error.message()});
}

awaitable<void> PeerSession::speak(CapabilityPipe& pipe) {
    ++speaking_;
    BOOST_SCOPE_EXIT_ALL(&) {
        --speaking_;
        fell_silent_.notify();
    };
    std::string failure;
    try {
        const Reason reason = co_await pipe.agreement().capability->serve(connection_, pipe);
        connection_->end({.reason = reason});
        co_return;
    } catch (const std::exception& problem) {
        failure = problem.what();
    }
    if (connection_->connected()) {  // else it is our own cancellation
        PLEXUS_LOG(surroundings_.log, warn)
            << "a capability failed" << kv("task", task_name(pipe, *connection_))
            << kv("error", failure);
        connection_->end({.reason = Reason::subprotocol_error, .detail = failure});
    }
}

}  // namespace plexus::peers
