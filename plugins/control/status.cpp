#include "status.hpp"

namespace plexus::control {
namespace {

namespace json = boost::json;
using Milliseconds = std::chrono::duration<double, std::milli>;

json::object head_json(const chain::ChainStatus& status, WallTime now) {
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()) -
                     std::chrono::seconds(status.head.time);
    return {{"number", status.head.number},
            {"hash", "0x" + to_hex(status.head.hash)},
            {"source", to_string(status.source)},
            {"ageSeconds", age.count()}};
}

json::object chain_json(const chain::ChainProfile& profile, const chain::Head& head) {
    return {{"name", profile.name()},
            {"networkId", profile.network_id()},
            {"genesis", "0x" + to_hex(profile.genesis().hash)},
            {"forkId", "0x" + to_hex(profile.fork_id(head).hash)}};
}

json::object peers_json(const net::PeerPool& pool) {
    const net::PoolStats stats = pool.stats();
    net::TrafficRates rates;
    Milliseconds latency{0};
    std::uint64_t requests = 0;
    std::uint64_t failures = 0;
    for (const net::PeerStats& peer : stats.peers) {
        rates.bytes_in += peer.rates.bytes_in;
        rates.bytes_out += peer.rates.bytes_out;
        latency += Milliseconds(peer.latency) / static_cast<double>(stats.peers.size());
        requests += peer.requests;
        failures += peer.failures;
    }
    return {{"connected", stats.connected},
            {"inbound", stats.inbound},
            {"pending", stats.pending},
            {"bans", pool.bans().size()},
            {"bytesInPerSecond", rates.bytes_in},
            {"bytesOutPerSecond", rates.bytes_out},
            {"latencyMs", latency.count()},
            {"requests", requests},
            {"failures", failures}};
}

}  // namespace

json::object Status::read(const NodeParts& parts) const {
    json::object status{
        {"version", PLEXUS_VERSION},
        {"uptimeSeconds",
         std::chrono::duration_cast<std::chrono::seconds>(clock_.now() - started_).count()},
        {"dataDir", parts.data_dir.string()}};
    if (parts.node != nullptr) status["enode"] = parts.node->node().enode();
    if (parts.profile != nullptr) {
        const chain::Head head = parts.heads != nullptr
                                     ? parts.heads->chain_status().head
                                     : parts.profile->assumed_head(clock_.wall());
        status["chain"] = chain_json(*parts.profile, head);
    }
    if (parts.heads != nullptr) {
        status["head"] = head_json(parts.heads->chain_status(), clock_.wall());
    }
    if (parts.pool != nullptr) status["peers"] = peers_json(*parts.pool);
    return status;
}

}  // namespace plexus::control
