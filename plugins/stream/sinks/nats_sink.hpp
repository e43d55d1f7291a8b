#pragma once

#include <map>
#include <memory>
#include <string>

#include <api/core/log.hpp>
#include <api/plugin/metrics.hpp>
#include <kit/nats/connection.hpp>

#include "bus_sink.hpp"

namespace plexus::stream {

/// Where NATS is, and what the stream there is like.
struct NatsSettings {
    nats::Servers servers{};
    std::string stream = "PLEXUS";   ///< made if it is not there
    std::uint64_t stream_bytes = 0;  ///< of a stream that is made
    bool hold = false;               ///< a full stream refuses new batches
    std::string node{};              ///< last token of the subjects
    std::uint64_t network = 0;       ///< second token of the subjects
};

/// Publishes batches to a JetStream stream, on the subjects `plexus.<network>.<kind>.<node>`. The
/// id of a batch is its `Nats-Msg-Id`, so that the broker drops what is sent twice.
///
/// Acknowledgements come to an inbox that is read here, and not to callbacks of the library: those
/// run on its threads, and its asynchronous publishing may wait for a fifth of a second. A message
/// whose acknowledgement is lost fails after `ack_limit`, and the caller sends it again.
class NatsSink final : public BusSink {
public:
    /// How long the broker may take for an acknowledgement.
    static constexpr std::chrono::milliseconds ack_limit{3000};

    NatsSink(NatsSettings settings, Metrics& metrics, Logger log);
    ~NatsSink() override;

    void open(Results& results) override;
    bool ready() override { return prepared_; }
    Sending send(const Message& message) override;
    bool poll() override;
    std::size_t window_bytes() const override;
    void close(std::chrono::steady_clock::time_point deadline) override;

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Library;
    struct Pending {
        std::string id;
        Time deadline;
    };

    void look_at_connection();
    void tell_why_away();
    void prepare_stream();
    void read_acknowledgements();
    void take_acknowledgement(const std::string& id, std::string_view text);
    void fail_late(Time now);
    void fail_all(const std::string& why);
    std::string last_error() const;

    NatsSettings settings_;
    Logger log_;
    Counter& reconnects_;
    Results* results_ = nullptr;
    std::unique_ptr<Library> library_;
    std::map<std::uint64_t, Pending> pending_;  // by the number in the reply subject
    std::uint64_t last_number_ = 0;
    bool connected_ = false;
    bool prepared_ = false;
    bool complained_ = false;
    std::string why_away_{};  // as it was told last
    Time next_try_{};
};

}  // namespace plexus::stream
