#include "attacker.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <kit/rlp/writer.hpp>
#include <plugins/rlpx/link/base_protocol.hpp>

namespace plexus::tests {
namespace {

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

}  // namespace

Attacker::Attacker(const Executor& executor, TestNode& victim)
    : victim_(victim),
      identity_{crypto::public_key(key_),
                [this](const crypto::PublicKey& theirs) { return crypto::ecdh_x(key_, theirs); }},
      socket_(executor) {}

Bytes Attacker::good_auth() {
    initiator_ = rlpx::Initiator::begin(identity_, victim_id()).value();
    return {initiator_->packet().begin(), initiator_->packet().end()};
}

Bytes Attacker::auth_of_the_future() {
    const Hash256 nonce = crypto::random_fixed<32>();
    Hash256 digest = identity_.agree(victim_id()).value();
    for (std::size_t i = 0; i < digest.size(); ++i) digest.bytes[i] ^= nonce.bytes[i];
    rlp::Writer out;
    out.list([&] {
        out.fixed(crypto::sign(crypto::SecretKey::generate(), digest));
        out.fixed(id());
        out.fixed(nonce);
        out.u64(56);
        out.text("further");
        out.list([&] { out.u64(1); });
    });
    return rlpx::seal_packet(victim_id(), out.take()).value();
}

awaitable<void> Attacker::connect() {
    const auto endpoint = *victim_.transport.endpoint();
    co_await socket_.async_connect(endpoint, asio::use_awaitable);
}

awaitable<bool> Attacker::write(Bytes bytes) {
    const asio::const_buffer buffer(bytes.data(), bytes.size());
    const auto [error, count] = co_await asio::async_write(socket_, buffer, as_values);
    co_return !error;
}

awaitable<Bytes> Attacker::exchange_auth(Bytes auth) {
    co_await connect();
    co_await write(std::move(auth));
    FixedBytes<2> prefix;
    co_await asio::async_read(socket_, asio::mutable_buffer(prefix.data(), 2), asio::use_awaitable);
    Bytes ack(prefix.begin(), prefix.end());
    ack.resize(2 + rlpx::packet_size(prefix).value());
    const asio::mutable_buffer rest(ack.data() + 2, ack.size() - 2);
    co_await asio::async_read(socket_, rest, asio::use_awaitable);
    co_return ack;
}

awaitable<void> Attacker::authenticate() {
    Bytes auth = good_auth();
    const Bytes ack = co_await exchange_auth(std::move(auth));
    const rlpx::Secrets secrets = initiator_->finish(identity_, ack).value();
    cipher_.emplace(secrets.aes);
    mac_.emplace(secrets.mac, secrets.egress);
    frames_.emplace(rlpx::FrameOpener(secrets.aes, rlpx::FrameMac(secrets.mac, secrets.ingress)));
}

awaitable<void> Attacker::handshake(std::uint64_t p2p_version) {
    co_await authenticate();
    net::Hello hello = test_hello();
    hello.p2p_version = p2p_version;
    hello.id = id();
    Bytes content = rlpx::encode_hello(hello);
    content.insert(content.begin(), 0x80);
    co_await send(std::move(content));
    co_await read();  // theirs
}

Bytes Attacker::frame(const Bytes& content, const Bytes& header_data) {
    Bytes out{static_cast<std::uint8_t>(content.size() >> 16),
              static_cast<std::uint8_t>(content.size() >> 8),
              static_cast<std::uint8_t>(content.size())};
    out.insert(out.end(), header_data.begin(), header_data.end());
    out.resize(16);
    cipher_->apply(out);
    const crypto::AesBytes header_mac = mac_->header(out);
    Bytes body = content;
    body.resize((content.size() + 15) / 16 * 16);
    cipher_->apply(body);
    const crypto::AesBytes body_mac = mac_->body(body);
    out.insert(out.end(), header_mac.begin(), header_mac.end());
    out.insert(out.end(), body.begin(), body.end());
    out.insert(out.end(), body_mac.begin(), body_mac.end());
    return out;
}

awaitable<void> Attacker::send(Bytes content) {
    Bytes bytes = frame(content);
    co_await write(std::move(bytes));
}

awaitable<std::optional<Bytes>> Attacker::read() {
    while (true) {
        const auto next = frames_->next().value();
        if (next) {
            Bytes content{static_cast<std::uint8_t>(next->code)};
            content.insert(content.end(), next->payload.begin(), next->payload.end());
            co_return content;
        }
        const std::span<std::uint8_t> room = frames_->room();
        const asio::mutable_buffer buffer(room.data(), room.size());
        const auto [error, count] = co_await socket_.async_read_some(buffer, as_values);
        if (error) co_return std::nullopt;
        frames_->commit(count);
    }
}

awaitable<std::optional<net::Reason>> Attacker::disconnect_reason() {
    while (true) {
        const std::optional<Bytes> content = co_await read();
        if (!content) co_return std::nullopt;
        if (content->front() != rlpx::code::disconnect) continue;
        const net::Reason reason = rlpx::decode_disconnect(BytesView{*content}.subspan(1));
        ErrorCode ignored;
        socket_.close(ignored);
        co_return reason;
    }
}

awaitable<bool> Attacker::hears_nothing() {
    std::uint8_t byte = 0;
    const asio::mutable_buffer buffer(&byte, 1);
    const auto [error, count] = co_await socket_.async_read_some(buffer, as_values);
    co_return count == 0;
}

namespace {

awaitable<void> suffer(TestNode& victim, const net::SizeLimit& limit, Outcome& outcome) {
    Result<net::LinkPtr> link = make_error_code(Errc::closed);
    net::Hello hello = test_hello();
    const net::ConnectionFilter everyone;
    co_await accept_one(victim, link, std::move(hello), everyone);
    if (!link) {
        outcome.error = link.error();
        co_return;
    }
    Received received;
    co_await receive_all(**link, received, limit);
    outcome.error = received.error;
    outcome.messages = std::move(received.messages);
    outcome.disconnect_reason = (*link)->disconnect_reason();
}

}  // namespace

Outcome Attack::run(const Plot& plot, const net::SizeLimit& limit) {
    Outcome outcome;
    Attacker attacker(loop.executor(), victim);
    loop.run(suffer(victim, limit, outcome), plot(attacker));
    return outcome;
}

}  // namespace plexus::tests
