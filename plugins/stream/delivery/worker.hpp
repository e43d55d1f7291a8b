#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <thread>
#include <unordered_map>

#include <api/core/log.hpp>
#include <api/plugin/metrics.hpp>

#include <plugins/stream/sinks/sink.hpp>
#include "outbox.hpp"
#include "spool.hpp"

namespace plexus::stream {

/// The metrics of one sink.
struct SinkMetrics {
    SinkMetrics(Metrics& metrics, const std::string& sink);

    Counter& published;      ///< batches handed to the sink, resends not counted
    Counter& acked;          ///< batches that arrived
    Counter& resent;         ///< batches sent once more
    Counter& duplicates;     ///< batches that had arrived before
    Counter& refused;        ///< batches that were never taken
    Gauge& waiting_bytes;    ///< in memory, not sent yet
    Gauge& in_flight_bytes;  ///< sent, not arrived yet
    Gauge& spooled_bytes;    ///< in files
    Gauge& behind_seconds;   ///< age of the oldest batch that has not arrived
    KindCounters dropped{};  ///< sightings
};

/// How one sink is driven.
struct WorkerSettings {
    std::string name{};                            ///< of the sink, "nats"
    std::size_t memory_bytes = 0;                  ///< of batches that wait or are in flight
    std::optional<std::filesystem::path> spool{};  ///< folder of this sink's spool
    std::uint64_t spool_bytes = 0;                 ///< of all its files
};

/// Drives one sink on a thread of its own, since a sink may wait: takes batches from the outbox,
/// through the spool if there is one, sends them, and sends those again that did not arrive.
///
/// @thread  put(): any; the rest: one at a time
class Worker final : private Results {
public:
    /// @errors ConfigError: the spool cannot be used
    Worker(std::unique_ptr<Sink> sink, WorkerSettings settings, Metrics& metrics, Logger log);
    ~Worker() override;

    /// Opens the sink and starts the thread.
    /// @errors ConfigError
    void start();

    /// Of the sink.
    const std::string& name() const noexcept { return settings_.name; }

    /// Adds a batch; never waits.
    void put(BatchPtr batch) { outbox_.put(std::move(batch)); }

    /// Sends what is left, for as long as that takes and no longer than the limit, and ends the
    /// thread. It blocks.
    void stop(std::chrono::milliseconds limit);

private:
    using Time = std::chrono::steady_clock::time_point;

    struct Result {
        enum class What : std::uint8_t { acked, duplicate, failed, refused } what;
        std::string id;
        std::string why;
    };

    void acked(std::string id, bool duplicate) override;
    void failed(std::string id, std::string why) override;
    void refused(std::string id, std::string why) override;
    void tell(Result result);

    void run();
    void step();
    void spool_what_waits();
    bool send_some();
    bool may_send() const;
    std::optional<Message> next();
    Message encoded(const Batch& batch) const;
    bool send(Message message);
    void finish(const std::string& id);
    void give_up(const Message& message);
    void take_results();
    void take_result(const Result& result);
    bool is_empty() const;
    void show();
    void complain_of_drops();
    void complain_of_damage();
    void complain_of_failure(const Message& message, const std::string& why);

    std::unique_ptr<Sink> sink_;
    WorkerSettings settings_;
    SinkMetrics metrics_;
    Logger log_;
    Outbox outbox_;
    std::optional<Spool> spool_;

    std::deque<Message> again_;  // before everything else, from `not_before_` on
    std::size_t again_bytes_ = 0;
    Time not_before_{};
    std::unordered_map<std::string, Message> in_flight_;
    std::size_t in_flight_bytes_ = 0;
    std::uint64_t complained_ = 0;
    Time next_complaint_{};
    Time next_failure_complaint_{};
    std::size_t damaged_ = 0;  // as it was told last
    bool spool_failed_ = false;

    std::mutex mutex_;
    std::vector<Result> results_;
    std::atomic<bool> stopping_ = false;
    Time deadline_{};
    std::thread thread_;
};

}  // namespace plexus::stream
