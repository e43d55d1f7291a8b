#include "wire.hpp"

#include <array>

#include "dropped_packets.hpp"
#include "times.hpp"

namespace plexus::discv4 {
namespace {

/// Lines about refused packets: their senders must not fill the log.
constexpr net::Rate refusal_line_rate{.per_second = 0.1, .burst = 5};

const char* name_of(PacketType type) {
    constexpr std::array names{"Ping",      "Pong",       "FindNode",
                               "Neighbors", "ENRRequest", "ENRResponse"};
    return names[static_cast<std::size_t>(type) - 1];
}

}  // namespace

Wire::Wire(const Executor& executor, net::DatagramPort& port, const net::LocalNode& self,
           Metrics& metrics, Logger logger)
    : executor_{executor},
      port_{port},
      self_{self},
      log_{std::move(logger)},
      clock_{Clock::of(executor)},
      refusal_lines_{refusal_line_rate},
      received_{metrics.counter({"plexus_discv4_packets_received_total", "Packets received"})},
      sent_{metrics.counter({"plexus_discv4_packets_sent_total", "Packets sent"})},
      malformed_{dropped_packets(metrics, "malformed")},
      expired_{dropped_packets(metrics, "expired")} {}

void Wire::receive(Handler handler) {
    net::DatagramReceiver receiver;
    receiver.cost = net::RecognitionCost::hash;
    receiver.recognises = [](BytesView datagram) { return inspect(datagram).has_value(); };
    receiver.strand = executor_;
    receiver.receive = [this, handler = std::move(handler)](const net::Datagram& datagram) {
        take(datagram, handler);
    };
    receiver_ = port_.add_receiver(std::move(receiver));
}

Result<Hash256> Wire::send(const Packet& packet, const asio::ip::udp::endpoint& to,
                           const asio::ip::address& from) {
    Result<Sealed> sealed = seal(packet, self_);
    if (!sealed) return sealed.error();
    const std::size_t size = sealed->datagram.size();
    const Result<void> sent = port_.send(std::move(sealed->datagram), to, from);
    if (!sent) return sent.error();
    sent_.add();
    PLEXUS_LOG(log_, debug) << "packet sent" << kv("name", name_of(type_of(packet))) << kv("to", to)
                            << kv("bytes", size);
    return sealed->hash;
}

void Wire::take(const net::Datagram& datagram, const Handler& handler) {
    received_.add();
    const Result<Opened> opened = discv4::open(datagram.bytes);
    if (!opened) return refuse(malformed_, "bad signature", datagram);
    if (opened->sender == self_.id()) return refuse(malformed_, "our own id", datagram);
    Result<Packet> packet = decode(opened->type, opened->body);
    if (!packet) return refuse(malformed_, "undecodable", datagram);
    check_clock(*packet, datagram);
    if (is_expired(*packet, clock_.wall())) return refuse(expired_, "expired", datagram);

    PLEXUS_LOG(log_, debug) << "packet received" << kv("name", name_of(opened->type))
                            << kv("peer", net::brief(opened->sender)) << kv("from", datagram.from)
                            << kv("bytes", datagram.bytes.size());
    handler(IncomingPacket{std::move(*packet), opened->sender, datagram.from, datagram.to,
                           opened->hash});
}

void Wire::check_clock(const Packet& packet, const net::Datagram& datagram) {
    const std::optional<std::uint64_t> expires = expiration_of(packet);
    if (!expires) return;
    const std::optional<ClockWatch::Finding> wrong =
        clock_watch_.note(datagram.from.address(), *expires, clock_.wall(), clock_.now());
    if (!wrong) return;
    PLEXUS_LOG(log_, warn) << "the clock of this machine seems to be wrong, and other nodes refuse "
                              "packets from another time: set it, best by NTP"
                           << kv("seconds_ahead", wrong->ahead.count())
                           << kv("networks_that_differ", wrong->votes);
}

void Wire::refuse(Counter& counter, const char* reason, const net::Datagram& datagram) {
    counter.add();
    if (!refusal_lines_.take(clock_.now())) return;
    PLEXUS_LOG(log_, debug) << "packet refused" << kv("reason", reason) << kv("from", datagram.from)
                            << kv("bytes", datagram.bytes.size());
}

}  // namespace plexus::discv4
