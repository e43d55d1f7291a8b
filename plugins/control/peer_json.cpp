#include "peer_json.hpp"

#include <boost/json/array.hpp>

#include <api/core/printable.hpp>
#include <api/net/peer.hpp>
#include <kit/crypto/keccak.hpp>

namespace plexus::control {
namespace {

namespace json = boost::json;
using Milliseconds = std::chrono::duration<double, std::milli>;

std::string name_of(const net::CapabilityInfo& info) {
    return info.name + '/' + std::to_string(info.version);
}

std::string address_of(const net::Endpoint& endpoint) {
    const std::string host = endpoint.address.to_string();
    return (endpoint.address.is_v6() ? '[' + host + ']' : host) + ':' +
           std::to_string(endpoint.tcp_port);
}

json::object protocols_of(const net::PeerStats& stats) {
    json::object protocols;
    for (const net::CapabilityStats& capability : stats.capabilities) {
        json::object protocol{{"version", capability.info.version}};
        if (capability.head) {
            protocol["head"] = "0x" + to_hex(capability.head->hash);
            protocol["number"] = capability.head->number;
        }
        protocols[capability.info.name] = std::move(protocol);
    }
    return protocols;
}

json::object own_part(const net::PeerStats& stats) {
    json::object parts;
    for (const net::ScorePart& part : stats.score_parts) parts[part.name] = part.value;
    return {{"score", stats.score},
            {"scoreParts", std::move(parts)},
            {"latencyMs", Milliseconds(stats.latency).count()},
            {"connectedSeconds", stats.connected_for.count()},
            {"requests", stats.requests},
            {"failures", stats.failures},
            {"inFlight", stats.in_flight},
            {"bytesIn", stats.link.bytes_in},
            {"bytesOut", stats.link.bytes_out}};
}

}  // namespace

json::object to_json(const net::PeerStats& stats) {
    const net::Peer& peer = *stats.peer;
    json::array capabilities;
    for (const net::CapabilityInfo& info : peer.shared()) capabilities.emplace_back(name_of(info));
    return {{"enode", peer.node().enode()},
            {"id", to_hex(crypto::keccak256(peer.node().id))},
            {"name", printable(peer.client())},
            {"caps", std::move(capabilities)},
            {"network", json::object{{"remoteAddress", address_of(peer.node().endpoint())},
                                     {"inbound", peer.direction() == net::Direction::inbound},
                                     {"trusted", stats.is_trusted},
                                     {"static", stats.is_static}}},
            {"protocols", protocols_of(stats)},
            {"plexus", own_part(stats)}};
}

json::object to_json(const net::Ban& ban) {
    json::object object{{"target", net::to_string(ban.target)}, {"by", net::to_string(ban.by)}};
    if (ban.until == net::Ban::forever) {
        object["until"] = nullptr;
    } else {
        object["until"] =
            std::chrono::duration_cast<std::chrono::seconds>(ban.until.time_since_epoch()).count();
    }
    return object;
}

}  // namespace plexus::control
