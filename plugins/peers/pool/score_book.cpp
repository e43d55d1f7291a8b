#include "score_book.hpp"

namespace plexus::peers {
namespace {

/// Many times the peers of a node, at about 250 bytes each.
constexpr std::size_t most_records = 4096;

}  // namespace

ScoreBook::ScoreBook(net::ScoringPolicy& policy)
    : own_(policy), own_records_(most_records), live_records_(most_records) {}

void ScoreBook::use(Lease<net::LiveScoringPolicy> live) {
    live_ = std::move(live);
    live_records_ = Records(most_records);
}

void ScoreBook::forget(const net::NodeId& id) {
    own_records_.erase(id);
    live_records_.erase(id);
}

net::ScoringPolicy& ScoreBook::policy() const {
    if (live_) return *live_;
    return own_;
}

net::PeerRecord& ScoreBook::record(const net::NodeId& id, SteadyTime now) {
    Records& records = live_ ? live_records_ : own_records_;
    net::PeerRecord* known = records.find(id);
    return known != nullptr ? *known : records.put(id, policy().initial(id, now));
}

net::ScoreAction ScoreBook::apply(const net::NodeId& id, const net::PeerReport& report,
                                  SteadyTime now) {
    return policy().apply(record(id, now), report, now);
}

net::ScoreAction ScoreBook::review(const net::NodeId& id, SteadyTime now) {
    return policy().review(record(id, now), now);
}

Rating ScoreBook::rate(const net::NodeId& id, SteadyTime now) {
    const net::PeerRecord& known = record(id, now);
    return {policy().score(known, now), known, policy().parts(known, now)};
}

std::int32_t ScoreBook::value(const net::NodeId& id, SteadyTime now) {
    return record(id, now).value;
}

}  // namespace plexus::peers
