#include "node_families.hpp"

#include "client_family.hpp"
#include "family.hpp"

namespace plexus::metrics {
namespace {

void add(MetricFamily& family, const char* label, std::string_view value, std::size_t count) {
    MetricSample sample;
    sample.labels.push_back({label, std::string(value)});
    sample.value = static_cast<double>(count);
    family.samples.push_back(std::move(sample));
}

MetricFamily gauge_family(const char* name, const char* help) {
    MetricFamily family;
    family.spec = {name, help};
    family.type = MetricType::gauge;
    return family;
}

}  // namespace

std::vector<MetricFamily> peer_families(const net::PeerPool& pool) {
    std::array<std::size_t, client_families.size()> clients{};
    std::size_t inbound = 0;
    std::size_t outbound = 0;
    for (const net::PeerPtr& peer : pool.peers()) {
        ++clients[family_of(peer->client())];
        ++(peer->direction() == net::Direction::inbound ? inbound : outbound);
    }
    MetricFamily by_client = gauge_family("plexus_peers_by_client", "Connected peers, by client");
    for (std::size_t i = 0; i < clients.size(); ++i) {
        add(by_client, "client", client_families[i], clients[i]);
    }
    MetricFamily by_direction =
        gauge_family("plexus_peers_by_direction", "Connected peers, by the side that dialled");
    add(by_direction, "direction", "inbound", inbound);
    add(by_direction, "direction", "outbound", outbound);
    return {std::move(by_client), std::move(by_direction),
            family(MetricType::gauge, {"plexus_peers_banned", "Bans that hold"},
                   static_cast<double>(pool.bans().size()))};
}

std::vector<MetricFamily> head_families(const chain::HeadTracker& heads) {
    const chain::Head head = heads.chain_status().head;
    return {family(MetricType::gauge, {"plexus_head_number", "Number of the node's head"},
                   static_cast<double>(head.number)),
            family(MetricType::gauge,
                   {"plexus_head_timestamp_seconds", "Time in the head's header, in Unix seconds",
                    MetricUnit::seconds},
                   static_cast<double>(head.time))};
}

}  // namespace plexus::metrics
