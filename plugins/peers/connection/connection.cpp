#include "connection.hpp"

#include <boost/asio/dispatch.hpp>

#include <api/async/within.hpp>

namespace plexus::peers {

Connection::Connection(const Executor& strand, Facts facts, std::weak_ptr<EventSink> sink)
    : strand_(strand),
      facts_(std::move(facts)),
      sink_(std::move(sink)),
      since_(Clock::of(strand).now()),
      changed_(strand) {}

void Connection::report(net::PeerEvent event) {
    if (retired_) return;  // later than the end: what came before it is still being judged
    if (const auto sink = sink_.lock()) sink->book(shared_from_this(), event);
}

void Connection::disconnect(net::Reason reason) {
    if (!connected_) return;
    asio::dispatch(strand_, [self = shared_from_this(), reason] {
        self->end({.reason = reason, .by = Side::ours});
    });
}

net::LinkStats Connection::stats() const {
    const std::scoped_lock lock(stats_mutex_);
    return stats_;
}

void Connection::publish(const net::LinkStats& stats) {
    const std::scoped_lock lock(stats_mutex_);
    stats_ = stats;
}

void Connection::end(Ending ending) {
    if (ending_) return;
    ending_ = std::move(ending);
    connected_ = false;
    changed_.notify();
}

awaitable<Ending> Connection::ended() {
    while (!ending_) co_await changed_.wait();
    co_return *ending_;
}

void Connection::retire() {
    retired_ = true;
    handles_.close();
    changed_.notify();
}

void Connection::wake() {
    asio::dispatch(strand_, [self = shared_from_this()] { self->changed_.notify(); });
}

void Connection::offer_handle(const ServiceKey& key, std::shared_ptr<void> handle) {
    if (!connected_) return;
    handles_.offer(key, std::move(handle));
    wake();
}

awaitable<Result<std::shared_ptr<void>>> Connection::look_for(ServiceKey key) {
    while (connected_) {
        std::shared_ptr<void> handle = handles_.find(key);
        if (handle) co_return Result<std::shared_ptr<void>>(std::move(handle));
        co_await changed_.wait();
    }
    co_return make_error_code(Errc::peer_gone);
}

awaitable<Result<std::shared_ptr<void>>> Connection::await_handle(ServiceKey key, Duration limit) {
    const std::shared_ptr<Connection> self = shared_from_this();
    co_return co_await within(limit, self->look_for(key));
}

}  // namespace plexus::peers
