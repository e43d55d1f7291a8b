#include "nats_bus.hpp"

#include <api/plugin/config_error.hpp>

namespace plexus::fleet {
namespace {

constexpr std::int64_t does_not_wait = 0;
constexpr std::int64_t flush_limit_ms = 1000;

}  // namespace

NatsBus::NatsBus(nats::Servers servers, std::string subject)
    : servers_(std::move(servers)), subject_(std::move(subject)) {}

void NatsBus::open() {
    connection_ = nats::connect(servers_);
    natsSubscription* subscription = nullptr;
    const natsStatus status =
        natsConnection_SubscribeSync(&subscription, connection_.get(), subject_.c_str());
    subscription_.reset(subscription);
    if (status != NATS_OK) {
        throw ConfigError("cannot subscribe to " + subject_ +
                          " at NATS: " + natsStatus_GetText(status) + "; change fleet.name");
    }
    natsSubscription_SetPendingLimits(subscription, most_waiting, most_waiting_bytes);
}

std::optional<std::string> NatsBus::receive() {
    natsMsg* raw = nullptr;
    natsStatus status = natsSubscription_NextMsg(&raw, subscription_.get(), does_not_wait);
    // Told once, after messages were dropped; the next call goes on.
    if (status == NATS_SLOW_CONSUMER) {
        status = natsSubscription_NextMsg(&raw, subscription_.get(), does_not_wait);
    }
    if (status != NATS_OK) return std::nullopt;
    const nats::Owned<natsMsg> message(raw);
    return std::string(natsMsg_GetData(raw), static_cast<std::size_t>(natsMsg_GetDataLength(raw)));
}

void NatsBus::publish(const Bytes& message) {
    // It fails while the bus is away, and then the member does not hear itself.
    const natsStatus status = natsConnection_Publish(
        connection_.get(), subject_.c_str(), message.data(), static_cast<int>(message.size()));
    error_.clear();
    if (status == NATS_OK) return;
    error_ = nats::last_error(connection_.get());
    if (error_.empty()) error_ = natsStatus_GetText(status);
}

void NatsBus::close() {
    if (nats::is_connected(connection_.get())) {
        natsConnection_FlushTimeout(connection_.get(), flush_limit_ms);
    }
    subscription_.reset();
    connection_.reset();
}

}  // namespace plexus::fleet
