#include "connection.hpp"

#include <algorithm>
#include <boost/asio/dispatch.hpp>

#include <api/async/strand.hpp>
#include <api/async/within.hpp>
#include <api/core/assert.hpp>

namespace plexus::peers {
namespace {

/// Adds a capability to the peer's statistics.
void sum_up(net::CapabilityStats capability, net::PeerStats& stats) {
    if (stats.latency == Duration::zero()) stats.latency = capability.protocol.mean_latency;
    stats.in_flight += capability.protocol.in_flight;
    if (!stats.head) stats.head = capability.head;
    stats.capabilities.push_back(std::move(capability));
}

}  // namespace

Connection::Connection(const Executor& strand, Facts facts, std::weak_ptr<EventSink> sink,
                       std::shared_ptr<const AccessLists> access)
    : strand_(strand),
      facts_(std::move(facts)),
      sink_(std::move(sink)),
      access_(std::move(access)),
      clock_(Clock::of(strand)),
      since_(clock_.now()),
      changed_(strand) {
    for (const net::CapabilityInfo& info : facts_.shared) {
        records_.push_back(std::make_unique<CapabilityRecord>(info));
    }
}

void Connection::report(net::PeerReport report) {
    if (retired_) return;  // after the end; events from before it still count
    // The pool may be gone: plugins keep handles for as long as they like.
    if (const auto sink = sink_.lock()) sink->book(shared_from_this(), std::move(report));
}

CapabilityRecord& Connection::record_of(const net::CapabilityInfo& info) {
    const auto record = std::ranges::find(records_, info.name,
                                          [](const auto& known) { return known->info().name; });
    PLEXUS_ASSERT(record != records_.end());
    return **record;
}

void Connection::disconnect(net::Reason reason) {
    if (!connected_) return;
    // Any thread may call; the first reason counts, and which one is first is decided on the
    // strand. The handle is kept alive by the call, and not by the session.
    asio::dispatch(strand_, [self = shared_from_this(), reason] {
        self->end({.reason = reason, .by = net::Side::ours});
    });
}

net::PeerStats Connection::stats() const {
    const SteadyTime now = clock_.now();
    net::PeerStats stats;
    stats.peer = std::const_pointer_cast<Connection>(shared_from_this());
    stats.is_static = access_->is_static(id());
    stats.is_trusted = access_->is_trusted(id());
    stats.connected_for = std::chrono::duration_cast<std::chrono::seconds>(now - since_);
    stats.requests = tally_.requests;
    stats.failures = tally_.failures;
    stats.rates = traffic_.read(now).rates;
    {
        const std::scoped_lock lock(stats_mutex_);
        stats.score = rating_.score;
        stats.score_parts = rating_.parts;
        stats.record = rating_.record;
        stats.link = link_stats_;
    }
    for (const auto& record : records_) sum_up(record->stats(now), stats);
    if (stats.latency == Duration::zero()) stats.latency = stats.link.mean_latency;
    return stats;
}

void Connection::publish(const net::LinkStats& stats) {
    Traffic more;
    {
        const std::scoped_lock lock(stats_mutex_);
        more.bytes_in = stats.bytes_in - link_stats_.bytes_in;
        more.bytes_out = stats.bytes_out - link_stats_.bytes_out;
        more.messages_in = stats.messages_in - link_stats_.messages_in;
        more.messages_out = stats.messages_out - link_stats_.messages_out;
        link_stats_ = stats;
    }
    traffic_.add(more, clock_.now());
}

void Connection::rate(Rating rating) {
    score_ = rating.score;
    const std::scoped_lock lock(stats_mutex_);
    rating_ = std::move(rating);
}

void Connection::end(Ending ending) {
    PLEXUS_ON_STRAND(strand_);
    if (ending_) return;
    ending_ = std::move(ending);
    connected_ = false;
    changed_.notify();
}

void Connection::shed(const net::Capability& capability) {
    // The address is compared and never followed: the capability may be gone when this is called.
    asio::dispatch(strand_, [self = shared_from_this(), leaving = &capability] {
        self->leaving_.insert(leaving);
        if (self->leaving_call_) self->leaving_call_();
    });
}

void Connection::retire() {
    PLEXUS_ON_STRAND(strand_);
    // The handles are sessions of other plugins: whoever keeps a peer, for its statistics perhaps,
    // must not keep these alive with it.
    retired_ = true;
    handles_.close();
    changed_.notify();
}

// The event belongs to the strand, but handles are offered from other threads as well.
void Connection::wake() {
    asio::dispatch(strand_, [self = shared_from_this()] { self->changed_.notify(); });
}

Result<void> Connection::offer(const ServiceKey& key, std::shared_ptr<void> handle) {
    if (!connected_) return make_error_code(Errc::peer_gone);
    handles_.offer(key, std::move(handle));
    wake();
    return {};
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
    // Held across the wait, which may outlive every other owner.
    const std::shared_ptr<Connection> self = shared_from_this();
    co_return co_await within(limit, self->look_for(key));
}

}  // namespace plexus::peers
