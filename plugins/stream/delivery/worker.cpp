#include "worker.hpp"

#include <algorithm>

namespace plexus::stream {
namespace {

using namespace std::chrono_literals;

/// How often the sink is polled when nothing happens.
constexpr auto idle_period = 100ms;
/// Likewise while the sink has something left to do.
constexpr auto busy_period = 5ms;
/// How long to wait before a message that did not arrive is sent again.
constexpr auto resend_pause = 500ms;
/// How often dropped sightings, and batches that fail again and again, are logged at most.
constexpr auto complaint_period = 1min;
/// A batch that fails this often is worth a line: once it fails whenever a broker restarts.
constexpr std::size_t failures_to_tell = 3;
/// Batches that are sent before the results are looked at again.
constexpr std::size_t batches_at_once = 64;

Counter& counter(Metrics& metrics, const std::string& sink, const char* name, const char* help) {
    return metrics.counter({name, help}, {{"sink", sink}});
}

Gauge& bytes_gauge(Metrics& metrics, const std::string& sink, const char* name, const char* help) {
    return metrics.gauge({name, help, MetricUnit::bytes}, {{"sink", sink}});
}

}  // namespace

SinkMetrics::SinkMetrics(Metrics& metrics, const std::string& sink)
    : published(counter(metrics, sink, "plexus_stream_published_batches_total",
                        "Batches of sightings that were handed to a sink")),
      acked(counter(metrics, sink, "plexus_stream_acked_batches_total",
                    "Batches of sightings that have arrived")),
      resent(counter(metrics, sink, "plexus_stream_resent_batches_total",
                     "Batches of sightings that were sent once more")),
      duplicates(counter(metrics, sink, "plexus_stream_duplicate_batches_total",
                         "Batches of sightings that the broker had already")),
      refused(counter(metrics, sink, "plexus_stream_refused_batches_total",
                      "Batches of sightings that a sink will never take")),
      waiting_bytes(bytes_gauge(metrics, sink, "plexus_stream_waiting_bytes",
                                "Memory of batches that wait for a sink")),
      in_flight_bytes(bytes_gauge(metrics, sink, "plexus_stream_in_flight_bytes",
                                  "Batches that were sent and have not arrived")),
      spooled_bytes(
          bytes_gauge(metrics, sink, "plexus_stream_spooled_bytes", "Files of a sink's spool")),
      behind_seconds(
          metrics.gauge({"plexus_stream_behind_seconds",
                         "Age of the oldest batch that has not arrived", MetricUnit::seconds},
                        {{"sink", sink}})) {
    for (const Kind kind : drop_order) {
        dropped[index_of(kind)] =
            &metrics.counter({"plexus_stream_dropped_sightings_total",
                              "Sightings that a sink could not take in time, or refused"},
                             {{"sink", sink}, {"kind", std::string(name_of(kind))}});
    }
}

Worker::Worker(std::unique_ptr<Sink> sink, WorkerSettings settings, Metrics& metrics, Logger log)
    : sink_(std::move(sink)),
      settings_(std::move(settings)),
      metrics_(metrics, settings_.name),
      log_(std::move(log)),
      outbox_(settings_.memory_bytes, metrics_.dropped) {
    if (settings_.spool) spool_.emplace(*settings_.spool, settings_.spool_bytes);
}

Worker::~Worker() { stop(0ms); }

void Worker::start() {
    sink_->open(*this);
    if (spool_ && spool_->found() > 0) {
        PLEXUS_LOG(log_, info) << "batches of an earlier run are sent first"
                               << kv("sink", settings_.name) << kv("batches", spool_->found());
    }
    thread_ = std::thread([this] { run(); });
}

void Worker::stop(std::chrono::milliseconds limit) {
    if (!thread_.joinable()) return;
    deadline_ = std::chrono::steady_clock::now() + limit;
    stopping_ = true;  // publishes the deadline
    outbox_.wake();
    thread_.join();
}

void Worker::acked(std::string id, bool duplicate) {
    tell({duplicate ? Result::What::duplicate : Result::What::acked, std::move(id), {}});
}

void Worker::failed(std::string id, std::string why) {
    tell({Result::What::failed, std::move(id), std::move(why)});
}

void Worker::refused(std::string id, std::string why) {
    tell({Result::What::refused, std::move(id), std::move(why)});
}

void Worker::tell(Result result) {
    {
        const std::scoped_lock lock(mutex_);
        results_.push_back(std::move(result));
    }
    outbox_.wake();
}

void Worker::run() {
    while (!stopping_ || (!is_empty() && std::chrono::steady_clock::now() < deadline_)) step();
    spool_what_waits();
    sink_->close(deadline_);
    take_results();
    show();
}

void Worker::step() {
    take_results();
    const bool hurry = sink_->poll();
    spool_what_waits();
    const bool sent = send_some();
    show();
    complain_of_drops();
    complain_of_damage();
    if (sent) return;
    const bool wants_batches = spool_ ? spool_->has_room() && !spool_failed_ : may_send();
    outbox_.wait(hurry ? busy_period : idle_period,
                 wants_batches ? WaitFor::batches : WaitFor::nothing_new);
}

/// With a spool, only what was not written yet is in memory.
void Worker::spool_what_waits() {
    if (!spool_) return;
    while (spool_->has_room() && again_.size() < batches_at_once) {
        const BatchPtr batch = outbox_.take();
        if (!batch) return;
        Message message = encoded(*batch);
        const plexus::Result<void> written = spool_->append(message);
        if (written) {
            spool_failed_ = false;
            continue;
        }
        if (!spool_failed_) {
            PLEXUS_LOG(log_, error)
                << "cannot write the spool; batches go past it" << kv("sink", settings_.name)
                << kv("error", written.error().message());
        }
        spool_failed_ = true;
        again_bytes_ += message.bytes.size();
        again_.push_back(std::move(message));
        return;
    }
}

/// @returns whether there may be more to send at once
bool Worker::send_some() {
    for (std::size_t i = 0; i < batches_at_once; ++i) {
        if (!may_send()) return false;
        std::optional<Message> message = next();
        if (!message) return false;
        if (!send(std::move(*message))) return false;
    }
    return true;
}

bool Worker::may_send() const {
    return sink_->ready() && in_flight_bytes_ < sink_->window_bytes() &&
           std::chrono::steady_clock::now() >= not_before_;
}

std::optional<Message> Worker::next() {
    if (!again_.empty()) {
        Message message = std::move(again_.front());
        again_.pop_front();
        again_bytes_ -= message.bytes.size();
        return message;
    }
    if (spool_) return spool_->take();
    const BatchPtr batch = outbox_.take();
    if (!batch) return std::nullopt;
    return encoded(*batch);
}

Message Worker::encoded(const Batch& batch) const {
    Message message;
    message.id = id_of(batch);
    message.kind = batch.kind;
    message.bytes = sink_->encode(batch, outbox_.dropped());
    message.sightings = batch.sightings;
    message.since = std::chrono::steady_clock::now();
    return message;
}

/// @returns whether the sink took it
bool Worker::send(Message message) {
    switch (sink_->send(message)) {
        case Sending::done:
            metrics_.published.add();
            metrics_.acked.add();
            finish(message.id);
            return true;
        case Sending::in_flight: {
            metrics_.published.add();
            in_flight_bytes_ += message.bytes.size();
            const std::string id = message.id;
            in_flight_[id] = std::move(message);
            return true;
        }
        case Sending::refused:
            give_up(message);
            return true;
        case Sending::busy:
            break;
    }
    again_bytes_ += message.bytes.size();
    again_.push_front(std::move(message));
    not_before_ = std::chrono::steady_clock::now() + busy_period;
    return false;
}

void Worker::finish(const std::string& id) {
    if (spool_) spool_->finish(id);
}

/// What the sink never takes is lost, as what was dropped is.
void Worker::give_up(const Message& message) {
    metrics_.refused.add();
    metrics_.dropped[index_of(message.kind)]->add(message.sightings);
    finish(message.id);
}

void Worker::take_results() {
    std::vector<Result> results;
    {
        const std::scoped_lock lock(mutex_);
        results.swap(results_);
    }
    for (Result& result : results) take_result(result);
    outbox_.set_in_flight(in_flight_bytes_ + again_bytes_);
}

void Worker::take_result(const Result& result) {
    const auto known = in_flight_.find(result.id);
    if (known == in_flight_.end()) return;
    Message message = std::move(known->second);
    in_flight_.erase(known);
    in_flight_bytes_ -= message.bytes.size();
    switch (result.what) {
        case Result::What::duplicate:
            metrics_.duplicates.add();
            [[fallthrough]];
        case Result::What::acked:
            metrics_.acked.add();
            return finish(message.id);
        case Result::What::refused:
            PLEXUS_LOG(log_, error) << "a batch was refused for good" << kv("sink", settings_.name)
                                    << kv("batch", message.id) << kv("why", result.why);
            return give_up(message);
        case Result::What::failed:
            break;
    }
    ++message.failures;
    complain_of_failure(message, result.why);
    metrics_.resent.add();
    again_bytes_ += message.bytes.size();
    again_.push_back(std::move(message));
    not_before_ = std::chrono::steady_clock::now() + resend_pause;
}

bool Worker::is_empty() const {
    return outbox_.bytes() == 0 && again_.empty() && in_flight_.empty() &&
           (!spool_ || spool_->waiting() == 0);
}

void Worker::show() {
    const Time now = std::chrono::steady_clock::now();
    Time oldest = outbox_.oldest().value_or(now);
    for (const auto& [id, message] : in_flight_) oldest = std::min(oldest, message.since);
    for (const Message& message : again_) oldest = std::min(oldest, message.since);
    if (spool_) oldest = std::min(oldest, spool_->oldest().value_or(now));
    metrics_.behind_seconds.set(std::chrono::duration<double>(now - oldest).count());
    metrics_.waiting_bytes.set(outbox_.bytes() + again_bytes_);
    metrics_.in_flight_bytes.set(in_flight_bytes_);
    if (spool_) metrics_.spooled_bytes.set(spool_->bytes());
}

/// A stream that does not take the subject, a topic that may not be made: it goes on until somebody
/// changes the settings, here or there.
void Worker::complain_of_failure(const Message& message, const std::string& why) {
    const Time now = std::chrono::steady_clock::now();
    if (message.failures < failures_to_tell || now < next_failure_complaint_) return;
    next_failure_complaint_ = now + complaint_period;
    PLEXUS_LOG(log_, warn) << "a batch does not arrive; trying again" << kv("sink", settings_.name)
                           << kv("batch", message.id) << kv("attempts", message.failures)
                           << kv("why", why);
}

void Worker::complain_of_damage() {
    if (!spool_ || spool_->damaged() == damaged_) return;
    PLEXUS_LOG(log_, error) << "batches in the spool were cut off or changed, and are lost"
                            << kv("sink", settings_.name)
                            << kv("batches", spool_->damaged() - damaged_);
    damaged_ = spool_->damaged();
}

void Worker::complain_of_drops() {
    const std::uint64_t dropped = outbox_.dropped();
    const Time now = std::chrono::steady_clock::now();
    if (dropped == complained_ || now < next_complaint_) return;
    PLEXUS_LOG(log_, warn) << "sightings were dropped: the sink is away or too slow"
                           << kv("sink", settings_.name) << kv("sightings", dropped - complained_);
    complained_ = dropped;
    next_complaint_ = now + complaint_period;
}

}  // namespace plexus::stream
