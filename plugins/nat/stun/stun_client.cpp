#include "stun_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <charconv>

#include <api/async/within.hpp>
#include <kit/crypto/random.hpp>
#include <kit/net/address_class.hpp>

namespace plexus::nat {
namespace {

using Endpoint = asio::ip::udp::endpoint;

/// @spec RFC 5389, 9
constexpr std::uint16_t default_port = 3478;

Result<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    if (!whole || port == 0) return make_error_code(Errc::malformed);
    return port;
}

}  // namespace

Result<StunServer> parse_stun_server(const std::string& text) {
    StunServer server{text, default_port};
    const std::size_t colon = text.rfind(':');
    const bool bracketed = text.starts_with('[');
    const std::size_t close = text.find(']');
    const bool has_port = colon != std::string::npos && (!bracketed || colon == close + 1);
    if (has_port) {
        const Result<std::uint16_t> port = parse_port(std::string_view{text}.substr(colon + 1));
        if (!port) return port.error();
        server = {text.substr(0, colon), *port};
    }
    if (bracketed) {
        if (close == std::string::npos || close + 1 != server.host.size()) {
            return make_error_code(Errc::malformed);
        }
        server.host = server.host.substr(1, close - 1);
    }
    if (server.host.empty()) return make_error_code(Errc::malformed);
    return server;
}

StunClient::StunClient(const Executor& executor, net::DatagramPort& port, net::LocalNode& self,
                       std::vector<StunServer> servers, Logger logger)
    : executor_(executor),
      port_(port),
      self_(self),
      servers_(std::move(servers)),
      log_(std::move(logger)),
      responded_(executor) {}

net::DatagramReceiver StunClient::receiver() {
    net::DatagramReceiver receiver;
    receiver.cost = net::RecognitionCost::comparison;
    receiver.recognises = is_stun_response;
    receiver.strand = executor_;
    receiver.receive = [this](const net::Datagram& datagram) { take(datagram); };
    return receiver;
}

awaitable<void> StunClient::run() {
    const std::shared_ptr<void> receiving = port_.add_receiver(receiver());
    while (true) {
        co_await request_all();
        co_await sleep_for(interval);
    }
}

void StunClient::take(const net::Datagram& datagram) {
    const Result<BindingResponse> response = decode_binding_response(datagram.bytes);
    if (!response) return;  // the request is sent again, and then the server counts as silent
    const auto request = waiting_.find(response->id);
    if (request == waiting_.end() || request->second.server != datagram.from) return;
    request->second.seen = response->seen;
    responded_.notify();
}

awaitable<Result<Endpoint>> StunClient::resolve(StunServer server) {
    ErrorCode no_address;
    const asio::ip::address address = asio::ip::make_address(server.host, no_address);
    if (!no_address) co_return Endpoint{address, server.port};
    asio::ip::udp::resolver resolver{executor_};
    const std::string port = std::to_string(server.port);
    auto lookup = resolver.async_resolve(server.host, port, asio::as_tuple(asio::use_awaitable));
    const auto found = co_await within(name_wait, std::move(lookup));
    if (!found) co_return found.error();
    const auto& [error, results] = *found;
    if (error) co_return error;
    // The socket serves IPv4 in any case, unless it listens at one address of IPv6.
    const asio::ip::address own = self_.listen_address();
    const bool six = own.is_v6() && !own.is_unspecified();
    for (const auto& result : results) {
        if (result.endpoint().address().is_v6() == six) co_return result.endpoint();
    }
    co_return make_error_code(Errc::not_found);
}

awaitable<Result<Endpoint>> StunClient::request(StunServer server) {
    const Result<Endpoint> at = co_await resolve(std::move(server));
    if (!at) co_return at.error();
    const TransactionId id = crypto::random_fixed<12>();
    waiting_[id].server = *at;
    Duration wait = first_wait;
    std::optional<Endpoint> seen;
    for (unsigned i = 0; i < tries && !seen; ++i, wait *= 2) {
        (void)port_.send(encode_binding_request(id), *at, {});
        co_await within(wait, await_response(id));
        seen = waiting_[id].seen;
    }
    waiting_.erase(id);
    if (!seen) co_return make_error_code(Errc::timed_out);
    co_return *seen;
}

awaitable<void> StunClient::await_response(TransactionId id) {
    while (!waiting_[id].seen) co_await responded_.wait();
}

awaitable<void> StunClient::request_all() {
    std::map<Endpoint, std::size_t> votes;
    for (const StunServer& server : servers_) {
        const Result<Endpoint> seen = co_await request(server);
        if (seen) ++votes[*seen];
        if (!seen) {
            PLEXUS_LOG(log_, debug) << "no response of a STUN server" << kv("host", server.host)
                                    << kv("error", seen.error().message());
        }
    }
    conclude(votes);
}

void StunClient::conclude(const std::map<Endpoint, std::size_t>& votes) {
    for (const auto& [seen, count] : votes) {
        // A server in the same network sees an address that is of no use on the internet.
        const bool reachable = net::class_of(seen.address()) == net::AddressClass::global;
        if (!reachable || count * 2 <= servers_.size()) continue;
        silent_ = false;
        if (seen == known_) return;
        known_ = seen;
        net::Endpoint endpoint;
        endpoint.address = seen.address();
        endpoint.udp_port = seen.port();
        self_.forget_external(net::AddressSource::mapped);
        self_.set_external(net::AddressSource::mapped, endpoint);
        PLEXUS_LOG(log_, info) << "STUN servers see this node" << kv("address", seen.address())
                               << kv("udp_port", seen.port()) << kv("servers", count);
        return;
    }
    if (std::exchange(silent_, true)) return;
    PLEXUS_LOG(log_, warn) << "STUN servers do not respond, or do not agree on the address of this "
                              "node; is one of --nat.stun-servers wrong, or UDP blocked?"
                           << kv("servers", servers_.size())
                           << kv("different_responses", votes.size());
}

}  // namespace plexus::nat
