#include "score_book.hpp"

namespace plexus::peers {
namespace {

/// Many times the peers of a node, at about 150 bytes each.
constexpr std::size_t most_records = 4096;

}  // namespace

ScoreBook::ScoreBook(net::ScoringPolicy& policy) : policy_(policy), records_(most_records) {}

net::PeerRecord& ScoreBook::record(const net::NodeId& id, SteadyTime now) {
    net::PeerRecord* known = records_.find(id);
    return known != nullptr ? *known : records_.put(id, policy_.initial(id, now));
}

net::ScoreAction ScoreBook::apply(const net::NodeId& id, net::PeerEvent event, SteadyTime now) {
    return policy_.apply(record(id, now), event, now);
}

int ScoreBook::score(const net::NodeId& id, SteadyTime now) {
    return policy_.score(record(id, now), now);
}

std::int32_t ScoreBook::value(const net::NodeId& id, SteadyTime now) {
    return record(id, now).value;
}

}  // namespace plexus::peers
