#include "offers.hpp"

#include <algorithm>
#include <random>

#include <kit/crypto/random.hpp>

namespace plexus::fleet {
namespace {

std::vector<Offers::Other> far_fewer(std::size_t peers, const std::vector<Offers::Other>& others) {
    const std::size_t left = std::max(Offers::tolerance, peers / 4);
    std::vector<Offers::Other> found;
    std::ranges::copy_if(others, std::back_inserter(found),
                         [&](const Offers::Other& other) { return peers > other.peers + left; });
    return found;
}

/// All members offer at once, so each gives its part of half the difference.
std::size_t how_many(std::size_t peers, const Offers::Other& to, std::size_t members) {
    return std::clamp<std::size_t>((peers - to.peers) / (2 * members), 1, most_offers);
}

}  // namespace

void Offers::update(std::size_t peers, const std::vector<net::NodeId>& movable,
                    const std::vector<Other>& others, SteadyTime now) {
    const std::vector<Other> poorer = far_fewer(peers, others);
    std::erase_if(made_, [&](const Made& made) {
        return made.until <= now || std::ranges::find(movable, made.offer.peer) == movable.end() ||
               std::ranges::find(poorer, made.offer.to, &Other::id) == poorer.end();
    });
    if (poorer.empty()) return;
    // Not always to the one with the fewest, nor the same peers: it may be full, and they may be.
    std::mt19937_64 random(crypto::random_u64());
    const Other& to = poorer[random() % poorer.size()];
    const std::size_t most = how_many(peers, to, others.size());
    std::vector<net::NodeId> candidates = movable;
    std::ranges::shuffle(candidates, random);
    for (const net::NodeId& peer : candidates) {
        if (made_.size() >= most) return;
        const auto is_it = [&peer](const Made& made) { return made.offer.peer == peer; };
        if (std::ranges::none_of(made_, is_it)) made_.push_back({{peer, to.id}, now + life});
    }
}

bool Offers::contains(const Offer& offer) const {
    return std::ranges::find(made_, offer, &Made::offer) != made_.end();
}

std::vector<Offer> Offers::list() const {
    std::vector<Offer> offers;
    for (const Made& made : made_) offers.push_back(made.offer);
    return offers;
}

}  // namespace plexus::fleet
