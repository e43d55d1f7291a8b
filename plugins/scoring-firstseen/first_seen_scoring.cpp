#include "first_seen_scoring.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include <kit/crypto/random.hpp>

namespace plexus::scoring_firstseen {
namespace {

using net::PeerEvent;
using net::ScoreAction;

/// What PeerRecord::numbers hold.
enum Number : std::size_t { firsts, breaches };

constexpr int newcomer = 50;
constexpr int best = 100;

/// A late response looks unsolicited, and a slow peer times out: as many are borne.
constexpr double most_breaches = 8;
constexpr double breach_of_unsolicited = 2;
constexpr double breach_of_bad_data = 4;

/// How much an event adds to the breaches; one good response or piece of news takes one away.
double breach_by(PeerEvent event) noexcept {
    switch (event) {
        case PeerEvent::timed_out:
            return 1;
        case PeerEvent::sent_unsolicited:
            return breach_of_unsolicited;
        case PeerEvent::sent_bad_data:
            return breach_of_bad_data;
        case PeerEvent::incompatible:
            return most_breaches;
        case PeerEvent::served_request:
        case PeerEvent::useful_gossip:
            return -1;
        default:
            return 0;
    }
}

}  // namespace

net::PeerRecord FirstSeenScoring::initial(const net::NodeId& id, SteadyTime now) const noexcept {
    return {id, newcomer, now, {}};
}

int FirstSeenScoring::score(const net::PeerRecord& peer, SteadyTime) const noexcept {
    const auto ranked = ranks_.find(peer.id);
    return ranked == ranks_.end() ? peer.value : ranked->second;
}

ScoreAction FirstSeenScoring::apply(net::PeerRecord& peer, const net::PeerReport& report,
                                    SteadyTime now) noexcept {
    const bool connected =
        report.event != PeerEvent::dial_failed && report.event != PeerEvent::handshake_failed;
    if (!connected) return ScoreAction::keep;
    Watched* const watched = watch(peer.id, now);
    if (watched != nullptr && report.event == PeerEvent::useful_gossip) {
        ++watched->firsts;
        ++peer.numbers[firsts];
    }
    peer.value = score(peer, now);
    if (leaving_.erase(peer.id) > 0) return ScoreAction::drop;
    return judge(peer, report.event);
}

ScoreAction FirstSeenScoring::review(net::PeerRecord& peer, SteadyTime now) noexcept {
    watch(peer.id, now);
    return leaving_.erase(peer.id) > 0 ? ScoreAction::drop : ScoreAction::keep;
}

/// Notes that a peer is there, after the round has ended if its time is over.
/// @returns null if too many are watched
FirstSeenScoring::Watched* FirstSeenScoring::watch(const net::NodeId& id, SteadyTime now) {
    if (round_began_ == SteadyTime{}) round_began_ = now;
    if (now - round_began_ >= parameters_.round) {
        end_round();
        round_began_ = now;
    }
    if (!watched_.contains(id) && watched_.size() >= most_watched) return nullptr;
    Watched& watched = watched_[id];
    watched.present = true;
    return &watched;
}

ScoreAction FirstSeenScoring::judge(net::PeerRecord& peer, PeerEvent event) noexcept {
    if (event == PeerEvent::sent_garbage) return ScoreAction::ban;
    double& count = peer.numbers[breaches];
    count = std::max(count + breach_by(event), 0.0);
    if (count < most_breaches) return ScoreAction::keep;
    count = 0;
    return ScoreAction::drop;
}

/// Ranks the peers that were there from the beginning of the round to its end, and lets the last
/// ones go.
void FirstSeenScoring::end_round() {
    std::erase_if(watched_, [](const auto& entry) { return !entry.second.present; });
    std::vector<std::pair<double, net::NodeId>> ranked;
    for (auto& [id, watched] : watched_) {
        if (watched.old) ranked.emplace_back(watched.firsts, id);
        watched.firsts *= memory;
        watched.old = true;
        watched.present = false;
    }
    ranks_.clear();
    leaving_.clear();
    if (ranked.size() >= fewest_ranked) rank(std::move(ranked));
}

void FirstSeenScoring::rank(std::vector<std::pair<double, net::NodeId>> firsts) {
    // Among equals chance decides, not the id, which a peer can choose.
    std::ranges::shuffle(firsts, std::mt19937_64(crypto::random_u64()));
    std::ranges::stable_sort(firsts, {}, [](const auto& entry) { return entry.first; });
    const std::size_t last = firsts.size() - 1;
    for (std::size_t place = 0; place <= last; ++place) {
        ranks_[firsts[place].second] = static_cast<int>(best * place / last);
    }
    const std::size_t replaced = firsts.size() * parameters_.replaced_percent / 100;
    for (std::size_t place = 0; place < replaced; ++place) leaving_.insert(firsts[place].second);
}

std::vector<net::ScorePart> FirstSeenScoring::parts(const net::PeerRecord& peer,
                                                    SteadyTime now) const {
    return {{"rank_percent", static_cast<double>(score(peer, now))},
            {"firsts", peer.numbers[firsts]},
            {"breaches", peer.numbers[breaches]}};
}

}  // namespace plexus::scoring_firstseen
