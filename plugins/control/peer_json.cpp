#include "peer_json.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <sstream>

#include <api/core/printable.hpp>
#include <api/eth/remote.hpp>
#include <api/net/peer.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/enr/record.hpp>

namespace plexus::control {
namespace {

namespace json = boost::json;
using Milliseconds = std::chrono::duration<double, std::milli>;

std::string name_of(const net::HelloCapability& capability) {
    return printable(capability.name) + '/' + std::to_string(capability.version);
}

std::string text_of(const asio::ip::tcp::endpoint& endpoint) {
    std::ostringstream text;
    text << endpoint;
    return text.str();
}

/// From eth/69 on a peer tells which blocks it serves.
constexpr std::uint32_t first_with_range = 69;

json::object range_of(const eth::Status& status) {
    return {{"version", status.version},
            {"earliestBlock", status.earliest},
            {"latestBlock", status.latest},
            {"latestBlockHash", "0x" + to_hex(status.head)}};
}

/// @spec go-ethereum, p2p/peer.go, Info; eth/protocols/eth/peer.go, Info
json::object protocols_of(const net::PeerStats& stats) {
    json::object protocols;
    const auto remote = stats.peer->handle<eth::Remote>();
    for (const net::CapabilityStats& capability : stats.capabilities) {
        const bool has_range = capability.info.name == "eth" &&
                               capability.info.version >= first_with_range && remote != nullptr;
        protocols[capability.info.name] = has_range
                                              ? range_of(remote->status())
                                              : json::object{{"version", capability.info.version}};
    }
    return protocols;
}

bool speaks_bsc(const net::PeerStats& stats) {
    return std::ranges::any_of(stats.capabilities, [](const net::CapabilityStats& capability) {
        return capability.info.name == "bsc";
    });
}

/// What BSC has beside go-ethereum.
void add_bsc_part(json::object& object, const net::PeerStats& stats) {
    object["latency"] =
        std::chrono::duration_cast<std::chrono::milliseconds>(stats.latency).count();
    // Only a node with state knows who is in the validators' network.
    object["evnPeerFlag"] = false;
}

json::object own_part(const net::PeerStats& stats) {
    json::object parts;
    for (const net::ScorePart& part : stats.score_parts) parts[part.name] = part.value;
    json::value head;
    if (stats.head) {
        head =
            json::object{{"number", stats.head->number}, {"hash", "0x" + to_hex(stats.head->hash)}};
    }
    return {{"score", stats.score},
            {"head", std::move(head)},
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
    for (const net::HelloCapability& capability : peer.advertised())
        capabilities.emplace_back(name_of(capability));
    json::object object;
    if (const auto& record = peer.node().record) {
        const Result<enr::Record> read = enr::Record::decode(record->rlp);
        if (read) object["enr"] = read->text();
    }
    const json::object rest{
        {"enode", peer.node().enode()},
        {"id", to_hex(crypto::keccak256(peer.node().id))},
        {"name", printable(peer.client())},
        {"caps", std::move(capabilities)},
        {"network", json::object{{"localAddress", text_of(peer.local())},
                                 {"remoteAddress", text_of(peer.node().endpoint().tcp())},
                                 {"inbound", peer.direction() == net::Direction::inbound},
                                 {"trusted", stats.is_trusted},
                                 {"static", stats.is_static}}},
        {"protocols", protocols_of(stats)},
        {"plexus", own_part(stats)}};
    object.insert(rest.begin(), rest.end());
    if (speaks_bsc(stats)) add_bsc_part(object, stats);
    return object;
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
