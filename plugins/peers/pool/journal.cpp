#include "journal.hpp"

#include <plugins/peers/inbound/reach_watch.hpp>
#include "peer_table.hpp"

namespace plexus::peers {
namespace {

using namespace std::chrono_literals;

std::string_view direction_of(const net::Peer& peer) {
    return peer.direction() == net::Direction::inbound ? "inbound" : "outbound";
}

std::string address_of(const net::Peer& peer) {
    const net::Node& node = peer.node();
    const net::Endpoint at = node.endpoint();
    const std::string host = at.address.to_string();
    return (at.address.is_v6() ? '[' + host + ']' : host) + ':' + std::to_string(at.tcp_port);
}

std::string versions_of(const net::Peer& peer) {
    std::string versions;
    for (const net::CapabilityInfo& info : peer.shared()) {
        if (!versions.empty()) versions += ',';
        versions += info.name + '/' + std::to_string(info.version);
    }
    return versions;
}

std::int64_t age_of(const Connection& peer) {
    const Duration age = Clock::of(peer.strand()).now() - peer.since();
    return std::chrono::duration_cast<std::chrono::seconds>(age).count();
}

}  // namespace

void log_joined(Logger& log, const Connection& peer) {
    PLEXUS_LOG(log, info) << "peer joined" << kv("peer", net::brief(peer.id()))
                          << kv("client", peer.client()) << kv("address", address_of(peer))
                          << kv("direction", direction_of(peer))
                          << kv("protocols", versions_of(peer));
}

void log_refused(Logger& log, const Connection& peer, net::RefusalCause cause) {
    PLEXUS_LOG(log, debug) << "peer refused" << kv("peer", net::brief(peer.id()))
                           << kv("client", peer.client()) << kv("direction", direction_of(peer))
                           << kv("reason", net::to_string(reason_for(cause)))
                           << kv("cause", net::to_string(cause));
}

void log_left(Logger& log, const Connection& peer, const Ending& ending) {
    const net::LinkStats traffic = peer.stats().link;
    PLEXUS_LOG(log, info) << "peer left" << kv("peer", net::brief(peer.id()))
                          << kv("client", peer.client())
                          << kv("reason", net::to_string(ending.reason))
                          << kv("by", net::to_string(ending.by))
                          << kv("detail", ending.detail.empty() ? "-" : ending.detail)
                          << kv("seconds", age_of(peer)) << kv("bytes_in", traffic.bytes_in)
                          << kv("bytes_out", traffic.bytes_out);
}

void log_unreached(Logger& log, std::size_t dialled) {
    PLEXUS_LOG(log, warn) << "no node has connected to this one, so its port is probably closed to "
                             "the internet: open or forward it, or have the plugin nat do so"
                          << kv("dialled_peers", dialled) << kv("minutes", ReachWatch::wait / 1min);
}

void log_health(Logger& log, const net::PoolStats& stats) {
    PLEXUS_LOG(log, info) << "pool" << kv("peers", stats.connected) << kv("inbound", stats.inbound)
                          << kv("outbound", stats.connected - stats.inbound)
                          << kv("pending", stats.pending);
}

void log_table(Logger& log, Severity level, const net::PoolStats& stats) {
    for (const net::PeerStats& entry : stats.peers) {
        const net::Peer& peer = *entry.peer;
        PLEXUS_LOG_AT(log, level) << "peer" << never_limited
                                  << kv("peer", net::brief(peer.node().id))
                                  << kv("client", peer.client()) << kv("address", address_of(peer))
                                  << kv("direction", direction_of(peer))
                                  << kv("protocols", versions_of(peer)) << kv("score", entry.score)
                                  << kv("latency_ms", entry.latency / 1ms)
                                  << kv("requests", entry.requests)
                                  << kv("failures", entry.failures)
                                  << kv("bytes_in", entry.link.bytes_in)
                                  << kv("bytes_out", entry.link.bytes_out)
                                  << kv("in_flight", entry.in_flight)
                                  << kv("seconds", entry.connected_for.count());
    }
}

}  // namespace plexus::peers
