#include "wire.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include <api/core/assert.hpp>
#include <kit/crypto/random.hpp>
#include <kit/net/address_class.hpp>

#include "dropped_packets.hpp"
#include "times.hpp"

namespace plexus::discv4 {
namespace {

using asio::ip::udp;

/// A correct node needs a handful of packets a second even while it looks up; recovering a key
/// costs about 50 us, so one address can take some 0.3 % of a core. Loopback is exempt.
constexpr net::Rate address_rate{.per_second = 50, .burst = 200};

/// Lines about refused packets: their senders must not fill the log.
constexpr net::Rate refusal_line_rate{.per_second = 0.1, .burst = 5};

/// Pause after an error of the socket, so that an error that stays does not make the loop spin.
constexpr std::chrono::milliseconds error_pause{50};

const char* name_of(PacketType type) {
    constexpr std::array names{"Ping",      "Pong",       "FindNode",
                               "Neighbors", "ENRRequest", "ENRResponse"};
    return names[static_cast<std::size_t>(type) - 1];
}

udp::endpoint plain(const udp::endpoint& from) {
    return {net::unmapped(from.address()), from.port()};
}

}  // namespace

Wire::Wire(const Executor& executor, const net::LocalNode& self, Metrics& metrics, Logger logger)
    : self_{self},
      log_{std::move(logger)},
      socket_{executor},
      clock_{Clock::of(executor)},
      limit_{address_rate, crypto::random_u64()},
      refusal_lines_{refusal_line_rate},
      received_{metrics.counter({"plexus_discv4_packets_received_total", "Datagrams received"})},
      sent_{metrics.counter({"plexus_discv4_packets_sent_total", "Datagrams sent"})},
      refused_{dropped_packets(metrics, "malformed")},
      over_limit_{dropped_packets(metrics, "rate_limit")} {}

bool Wire::bind(const udp::endpoint& endpoint, ErrorCode& error) {
    if (socket_.is_open()) socket_.close();
    socket_.open(endpoint.protocol(), error);
    if (error) return false;
    if (endpoint.address().is_v6()) socket_.set_option(asio::ip::v6_only{false}, error);
    socket_.bind(endpoint, error);
    if (error) return false;
    socket_.non_blocking(true, error);
    return !error;
}

void Wire::open(const asio::ip::address& address, std::uint16_t port, std::uint16_t wish) {
    ErrorCode error;
    bool bound = port == 0 && wish != 0 && bind({address, wish}, error);
    if (!bound) bound = bind({address, port}, error);
    if (!bound) {
        throw ConfigError("cannot listen on UDP port " + std::to_string(port) + " of " +
                          address.to_string() + " (" + error.message() +
                          "); choose another with --identity.port");
    }
    port_ = socket_.local_endpoint().port();
}

void Wire::close() noexcept {
    ErrorCode ignored;
    socket_.close(ignored);
}

Result<Hash256> Wire::send(const Packet& packet, const udp::endpoint& to) {
    const Result<Sealed> sealed = seal(packet, self_);
    if (!sealed) return sealed.error();
    udp::endpoint target = to;
    const bool six = socket_.is_open() && socket_.local_endpoint().address().is_v6();
    if (six && to.address().is_v4()) {
        target.address(asio::ip::make_address_v6(asio::ip::v4_mapped, to.address().to_v4()));
    }
    ErrorCode error;
    socket_.send_to(asio::buffer(sealed->datagram), target, 0, error);
    if (error) return error;
    sent_.add();
    PLEXUS_LOG(log_, debug) << "packet sent" << kv("name", name_of(type_of(packet))) << kv("to", to)
                            << kv("bytes", sealed->datagram.size());
    return sealed->hash;
}

awaitable<void> Wire::receive(Handler handler) {
    // One byte more than the largest datagram, so that a longer one is recognised rather than cut.
    std::array<std::uint8_t, max_received_bytes + 1> buffer;
    udp::endpoint from;
    while (socket_.is_open()) {
        auto token = asio::as_tuple(asio::use_awaitable);
        const auto [error, size] =
            co_await socket_.async_receive_from(asio::buffer(buffer), from, token);
        if (error == asio::error::operation_aborted) co_return;
        if (error) {
            co_await sleep_for(error_pause);
            continue;
        }
        handle(BytesView{buffer}.first(size), plain(from), handler);
    }
}

void Wire::handle(BytesView datagram, const udp::endpoint& from, const Handler& handler) {
    received_.add();
    if (from.port() == 0) return refuse("no port", from, datagram.size());
    if (!inspect(datagram)) return refuse("malformed", from, datagram.size());
    // The limit comes before the signature: the hash is cheap to check and cheap to forge, the
    // recovery of the key is costly.
    if (!from.address().is_loopback() && !limit_.take(from.address(), clock_.now())) {
        over_limit_.add();
        return;
    }
    const Result<Opened> opened = discv4::open(datagram);
    if (!opened) return refuse("bad signature", from, datagram.size());
    if (opened->sender == self_.id()) return refuse("our own id", from, datagram.size());
    Result<Packet> packet = decode(opened->type, opened->body);
    if (!packet) return refuse("undecodable", from, datagram.size());
    if (is_expired(*packet, clock_.wall())) return refuse("expired", from, datagram.size());

    PLEXUS_LOG(log_, debug) << "packet received" << kv("name", name_of(opened->type))
                            << kv("peer", net::brief(opened->sender)) << kv("from", from)
                            << kv("bytes", datagram.size());
    handler(IncomingPacket{std::move(*packet), opened->sender, from, opened->hash});
}

void Wire::refuse(const char* reason, const udp::endpoint& from, std::size_t size) {
    refused_.add();
    if (!refusal_lines_.take(clock_.now())) return;
    PLEXUS_LOG(log_, debug) << "packet refused" << kv("reason", reason) << kv("from", from)
                            << kv("bytes", size);
}

}  // namespace plexus::discv4
