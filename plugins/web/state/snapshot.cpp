#include "snapshot.hpp"

#include <algorithm>

#include <api/core/printable.hpp>

#include "texts.hpp"

namespace plexus::web {
namespace {

namespace json = boost::json;
using Milliseconds = std::chrono::duration<double, std::milli>;

json::array texts(const std::vector<std::string>& words) {
    json::array array;
    for (const std::string& word : words) array.emplace_back(word);
    return array;
}

std::int64_t unix_seconds(WallTime now) { return unix_ms(now) / 1000; }

}  // namespace

json::object head_json(const chain::ChainProfile& profile, const chain::HeadTracker& heads) {
    const chain::ChainStatus status = heads.chain_status();
    return {{"chain", profile.name()},      {"networkId", profile.network_id()},
            {"number", status.head.number}, {"hash", "0x" + to_hex(status.head.hash)},
            {"time", status.head.time},     {"source", to_string(status.source)}};
}

json::object peer_json(const net::PeerStats& stats) {
    const net::Peer& peer = *stats.peer;
    json::array capabilities;
    for (const net::CapabilityInfo& info : peer.shared()) {
        capabilities.emplace_back(info.name + '/' + std::to_string(info.version));
    }
    json::object parts;
    for (const net::ScorePart& part : stats.score_parts) parts[part.name] = part.value;
    json::object row{{"id", to_hex(peer.node().id)},
                     {"inbound", peer.direction() == net::Direction::inbound},
                     {"static", stats.is_static},
                     {"trusted", stats.is_trusted},
                     {"client", printable(peer.client(), longest_client)},
                     {"caps", std::move(capabilities)},
                     {"address", text_of(peer.node().endpoint())},
                     {"score", stats.score},
                     {"parts", std::move(parts)},
                     {"latencyMs", Milliseconds(stats.latency).count()},
                     {"bytesIn", stats.link.bytes_in},
                     {"bytesOut", stats.link.bytes_out},
                     {"rateIn", stats.rates.bytes_in},
                     {"rateOut", stats.rates.bytes_out},
                     {"requests", stats.requests},
                     {"failures", stats.failures},
                     {"inFlight", stats.in_flight},
                     {"seconds", stats.connected_for.count()}};
    if (stats.head) row["head"] = stats.head->number;
    return row;
}

json::array plugins_json(const Plugins& plugins) {
    json::array array;
    for (const PluginStatus& plugin : plugins.list()) {
        json::array needs;
        for (const PluginStatus::NeedStatus& need : plugin.needs) {
            needs.push_back(
                json::object{{"service", need.service}, {"required", need.count == Count::one}});
        }
        array.push_back(json::object{{"name", plugin.name},
                                     {"version", plugin.version},
                                     {"state", plexus::to_string(plugin.state)},
                                     {"provides", texts(plugin.provides)},
                                     {"needs", std::move(needs)}});
    }
    return array;
}

Sample sample_of(const net::PoolStats& pool, const chain::HeadTracker* heads, WallTime now) {
    Sample sample;
    sample.time = unix_seconds(now);
    auto& [peers, in, out, messages, latency, head_age] = sample.values;
    peers = static_cast<double>(pool.connected);
    for (const net::PeerStats& peer : pool.peers) {
        in += peer.rates.bytes_in;
        out += peer.rates.bytes_out;
        messages += peer.rates.messages_in;
        latency += Milliseconds(peer.latency).count() / static_cast<double>(pool.peers.size());
    }
    if (heads != nullptr) {
        const chain::ChainStatus status = heads->chain_status();
        const bool known = status.source != chain::HeadSource::assumed;
        const auto age = sample.time - static_cast<std::int64_t>(status.head.time);
        if (known) head_age = static_cast<double>(std::max<std::int64_t>(age, 0));
    }
    return sample;
}

}  // namespace plexus::web
