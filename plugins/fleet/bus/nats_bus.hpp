#pragma once

#include <kit/nats/connection.hpp>

#include "bus.hpp"

namespace plexus::fleet {

/// One subject of NATS. JetStream is not used: a heartbeat that is late is worth nothing.
class NatsBus final : public Bus {
public:
    /// Messages that wait here at most. A heartbeat that is dropped is followed by the next one.
    static constexpr int most_waiting = 1024;
    static constexpr int most_waiting_bytes = 64 * 1024 * 1024;

    NatsBus(nats::Servers servers, std::string subject);

    void open() override;
    std::optional<std::string> receive() override;
    void publish(const Bytes& message) override;
    std::string error() const override { return error_; }
    void close() override;

private:
    nats::Servers servers_;
    std::string subject_;
    std::string error_{};
    nats::Owned<natsConnection> connection_;
    nats::Owned<natsSubscription> subscription_;
};

}  // namespace plexus::fleet
