#include "udp_port.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <deque>
#include <utility>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/core/assert.hpp>
#include <api/plugin/config_error.hpp>
#include <kit/crypto/random.hpp>

namespace plexus::udp {
namespace {

/// Batches of datagrams that are taken before other work of the strand has its turn.
constexpr int batches = 4;

/// While datagrams are dropped over a budget, those of so long are taken together: to wake for each
/// of a flood costs more than to drop it. The system holds far more than come in that time.
constexpr std::chrono::milliseconds flood_pause{5};

/// After an error of the socket that is not ours to mend, so that the loop does not spin.
constexpr std::chrono::milliseconds error_pause{50};

Counter& dropped(Metrics& metrics, const char* reason) {
    return metrics.counter({"plexus_udp_datagrams_dropped_total",
                            "Datagrams that were received and dropped, by the reason"},
                           {{"reason", reason}});
}

Counter& unsent(Metrics& metrics, const char* reason) {
    return metrics.counter(
        {"plexus_udp_datagrams_unsent_total", "Datagrams that could not be sent, by the reason"},
        {{"reason", reason}});
}

}  // namespace

Counters::Counters(Metrics& metrics)
    : received(metrics.counter(
          {"plexus_udp_datagrams_received_total", "Datagrams received by the discovery port"})),
      received_bytes(metrics.counter({"plexus_udp_received_bytes_total",
                                      "Bytes received by the discovery port", MetricUnit::bytes})),
      sent(metrics.counter(
          {"plexus_udp_datagrams_sent_total", "Datagrams sent by the discovery port"})),
      sent_bytes(metrics.counter(
          {"plexus_udp_sent_bytes_total", "Bytes sent by the discovery port", MetricUnit::bytes})),
      unrecognised(dropped(metrics, "unrecognised")),
      over_limit(dropped(metrics, "rate_limit")),
      over_budget(dropped(metrics, "budget")),
      repeated(dropped(metrics, "repeated")),
      receiver_busy(dropped(metrics, "receiver_busy")),
      queue_full(unsent(metrics, "queue_full")),
      send_failed(unsent(metrics, "system_error")) {}

/// What waits to be sent. Senders on other threads share it, so that none of them refers to a port
/// that is gone.
struct UdpPort::Outbox {
    explicit Outbox(const Executor& strand) : filled(strand) {}

    struct Item {
        Bytes datagram;
        Endpoint to;
        Address from;
    };

    std::atomic<bool> open = false;
    std::atomic<std::size_t> unsent = 0;
    std::deque<Item> items;  ///< the strand's, as `filled` is
    Event filled;
};

UdpPort::UdpPort(const Executor& strand, Metrics& metrics, Logger logger, Transmit transmit)
    : strand_(strand),
      log_(std::move(logger)),
      clock_(Clock::of(strand)),
      transmit_(std::move(transmit)),
      socket_(strand),
      outbox_(std::make_shared<Outbox>(strand)),
      filter_(crypto::random_u64()),
      counters_(metrics) {}

UdpPort::~UdpPort() = default;

ErrorCode UdpPort::bind(const Endpoint& endpoint) {
    ErrorCode error;
    if (socket_.is_open()) socket_.close(error);
    socket_.open(endpoint.protocol(), error);
    if (error) return error;
    // One socket of IPv6 serves both families where the system lets it.
    ErrorCode refused;
    if (endpoint.address().is_v6()) socket_.set_option(asio::ip::v6_only{false}, refused);
    socket_.bind(endpoint, error);
    return error;
}

void UdpPort::open(const Address& address, std::uint16_t port, std::uint16_t wish) {
    const bool any = port == 0;
    ErrorCode error = any && wish != 0 ? bind({address, wish}) : asio::error::address_in_use;
    if (error) error = bind({address, port});
    if (error) {
        throw ConfigError("cannot listen on UDP port " + std::to_string(port) + " of " +
                          address.to_string() + " (" + error.message() +
                          "); choose another with --identity.port");
    }
    six_ = address.is_v6();
    // Without it replies leave from the address that the system prefers.
    if (enable_packet_info(socket_, six_)) {
        PLEXUS_LOG(log_, warn) << "the system does not tell to which address a datagram was sent";
    }
    port_ = socket_.local_endpoint().port();
    outbox_->open = true;
    PLEXUS_LOG(log_, info) << "listening" << kv("endpoint", socket_.local_endpoint());
}

void UdpPort::close() noexcept {
    const std::scoped_lock lock(closing_);
    outbox_->open = false;
    ErrorCode ignored;
    socket_.close(ignored);
}

std::shared_ptr<void> UdpPort::add_receiver(net::DatagramReceiver receiver) {
    return receivers_.add(std::move(receiver));
}

Result<void> UdpPort::send(Bytes datagram, const Endpoint& to, const Address& from) {
    if (!outbox_->open) return make_error_code(Errc::closed);
    if (datagram.size() > net::max_datagram_bytes) return make_error_code(Errc::limit_exceeded);
    // On the sender's thread, as to change threads costs more than to send. If the system has no
    // room, it waits, and what comes after it behind it.
    if (outbox_->unsent == 0 && transmit(datagram, to, from).has_value()) return {};
    if (outbox_->unsent.fetch_add(1) >= max_unsent) {
        outbox_->unsent.fetch_sub(1);
        counters_.queue_full.add();
        return make_error_code(Errc::overloaded);
    }
    Outbox::Item item{std::move(datagram), to, from};
    asio::post(strand_, [outbox = outbox_, item = std::move(item)]() mutable {
        outbox->items.push_back(std::move(item));
        outbox->filled.notify();
    });
    return {};
}

awaitable<void> UdpPort::run() {
    TaskScope tasks(strand_);
    tasks.spawn("udp receive", receive_all());
    tasks.spawn("udp send", send_all());
    co_await tasks.serve();
}

awaitable<void> UdpPort::receive_all() {
    while (socket_.is_open()) {
        const auto [error] =
            co_await socket_.async_wait(Socket::wait_read, asio::as_tuple(asio::use_awaitable));
        if (error == asio::error::operation_aborted) co_return;
        if (error || !receive_batches()) {
            co_await sleep_for(error_pause);
        } else if (std::exchange(flooded_, false)) {
            co_await sleep_for(flood_pause);
        }
    }
}

/// @returns false on an error of the socket
bool UdpPort::receive_batches() {
    for (int i = 0; i < batches; ++i) {
        const Result<std::span<const ReceivedDatagram>> received = batch_.receive(socket_);
        if (!received) return received.error() == asio::error::would_block;
        for (const ReceivedDatagram& datagram : *received) take(datagram);
        if (received->size() < DatagramBatch::size) return true;  // no more are there
    }
    flooded_ = false;  // more are there already
    return true;
}

void UdpPort::take(const ReceivedDatagram& received) {
    const BytesView datagram = received.bytes;
    counters_.received.add();
    counters_.received_bytes.add(datagram.size());
    if (filter_.is_closed_to(received.from.address(), clock_.now())) {
        flooded_ = true;
        return counters_.over_budget.add();
    }
    const bool plausible = datagram.size() <= net::max_datagram_bytes && received.from.port() != 0;
    const net::DatagramReceivers::SlotPtr receiver =
        plausible ? receivers_.find(datagram) : nullptr;
    if (receiver == nullptr) return counters_.unrecognised.add();
    if (Counter* reason = reason_to_drop(datagram, received.from.address())) return reason->add();
    net::Datagram whole{{datagram.begin(), datagram.end()}, received.from, received.to};
    if (!net::DatagramReceivers::hand_over(receiver, std::move(whole))) {
        counters_.receiver_busy.add();
    }
}

Counter* UdpPort::reason_to_drop(BytesView datagram, const Address& sender) {
    switch (filter_.check(datagram, sender, clock_.now())) {
        case DropReason::none:
            return nullptr;
        case DropReason::repeated:
            return &counters_.repeated;
        case DropReason::rate_limit:
            return &counters_.over_limit;
        case DropReason::budget:
            flooded_ = true;
            return &counters_.over_budget;
    }
    PLEXUS_ASSERT(false);
    return nullptr;
}

void UdpPort::note_proof(const Address& host) { filter_.add_proven(host); }

void UdpPort::note_request(const Address& host, unsigned datagrams) {
    filter_.add_requested(host, datagrams, clock_.now());
}

/// @returns would_block if the system has no room; what else goes wrong is counted
Result<void> UdpPort::transmit(BytesView datagram, const Endpoint& to, const Address& from) {
    const std::scoped_lock lock(closing_);
    if (!outbox_->open) return {};  // closed meanwhile
    const Result<void> sent = transmit_(socket_, six_, datagram, to, from);
    if (sent) {
        counters_.sent.add();
        counters_.sent_bytes.add(datagram.size());
    } else if (sent.error() == asio::error::would_block) {
        return sent;
    } else {
        counters_.send_failed.add();
    }
    return {};
}

awaitable<void> UdpPort::send_all() {
    while (true) {
        while (outbox_->items.empty()) co_await outbox_->filled.wait();
        const Outbox::Item& next = outbox_->items.front();
        if (!transmit(next.datagram, next.to, next.from)) {
            co_await socket_.async_wait(Socket::wait_write, asio::as_tuple(asio::use_awaitable));
            continue;
        }
        outbox_->items.pop_front();
        outbox_->unsent.fetch_sub(1);
    }
}

}  // namespace plexus::udp
