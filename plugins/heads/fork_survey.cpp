#include "fork_survey.hpp"

namespace plexus::heads {

ForkSurvey::ForkSurvey(const chain::ChainProfile& profile, const chain::HeadTracker& heads,
                       const Clock& clock, Logger logger)
    : profile_(profile), heads_(heads), clock_(clock), log_(std::move(logger)) {}

void ForkSurvey::note(const net::NodeId& peer, const chain::ForkId& theirs) {
    const std::optional<Finding> found =
        hear(peer, theirs, heads_.chain_status().head, clock_.now());
    if (!found) return;
    Logger log = log_;  // peers are heard on many threads
    if (found->has_come) {
        PLEXUS_LOG(log, warn)
            << "most peers are on a fork that this node does not know: update it, or name the fork "
               "to the chain's plugin"
            << kv("peers", found->peers) << kv("of", found->of)
            << kv("fork", to_hex(found->fork.hash));
    } else {
        PLEXUS_LOG(log, warn)
            << "most peers announce a fork that this node does not know: update it before then"
            << kv("peers", found->peers) << kv("of", found->of) << kv("at", found->fork.next);
    }
}

std::optional<ForkSurvey::Finding> ForkSurvey::hear(const net::NodeId& peer,
                                                    const chain::ForkId& theirs,
                                                    const chain::Head& ours, SteadyTime now) {
    const Heard heard = judge(theirs, ours);
    const std::scoped_lock lock(mutex_);
    peers_.put(peer, heard);
    if (heard.unknown == Unknown::nothing) return std::nullopt;

    const std::size_t same = peers_.count_if([&heard](const Heard& other) {
        return other.unknown == heard.unknown && other.fork == heard.fork;
    });
    const std::size_t all = peers_.size();
    if (all < fewest_peers || same * 2 <= all || !due(heard.unknown, now)) return std::nullopt;
    return Finding{same, all, heard.fork, heard.unknown == Unknown::fork};
}

ForkSurvey::Heard ForkSurvey::judge(const chain::ForkId& theirs, const chain::Head& ours) const {
    if (!profile_.accepts(theirs, ours)) {
        // One that is only behind has a hash from our own list, which a node at genesis accepts.
        const bool known = profile_.accepts({theirs.hash, 0}, profile_.genesis()).has_value();
        return known ? Heard{} : Heard{Unknown::fork, theirs};
    }
    const chain::ForkId present = profile_.fork_id(ours);
    const bool announced =
        theirs.hash == present.hash && theirs.next != 0 && theirs.next != present.next;
    return announced ? Heard{Unknown::next, theirs} : Heard{};
}

/// The caller holds the mutex.
bool ForkSurvey::due(Unknown kind, SteadyTime now) {
    std::optional<SteadyTime>& told = kind == Unknown::fork ? told_of_fork_ : told_of_next_;
    if (told && now - *told < period) return false;
    told = now;
    return true;
}

}  // namespace plexus::heads
