#include "things.hpp"

namespace plexus::testing {

net::NodeId node_id(std::uint8_t number) {
    net::NodeId id;
    id.bytes[0] = number;
    return id;
}

fleet::Claim claim(std::uint8_t number, std::uint64_t since_us) {
    fleet::Claim result{node_id(number), {}, since_us};
    result.endpoint.address = asio::ip::address_v4({10, 0, 0, number});
    result.endpoint.tcp_port = 30303;
    return result;
}

fleet::Heartbeat heartbeat(std::uint8_t member, std::vector<fleet::Claim> claims) {
    return {node_id(member), 1, false, std::move(claims), {}};
}

void FakeBus::send(Wire& wire, const Bytes& message) {
    if (!wire.up) return;
    for (FakeBus* const end : wire.ends) end->waiting_.emplace_back(text_of(message));
}

std::optional<std::string> FakeBus::receive() {
    if (waiting_.empty()) return std::nullopt;
    std::string message = std::move(waiting_.front());
    waiting_.pop_front();
    return message;
}

}  // namespace plexus::testing
