#include "arrivals.hpp"

#include <algorithm>
#include <utility>

namespace plexus::sync {
namespace {

const net::NodeId& sender_of(const Arrival& arrival) { return arrival.from.front()->node().id; }

bool is_next(const Arrival& arrival, const Position& end) {
    return arrival.complete && arrival.header().header.number == end.next &&
           end.parent == arrival.header().header.parent;
}

}  // namespace

Arrival* Arrivals::find(const Hash256& hash) {
    const auto found = std::ranges::find(
        arrivals_, hash, [](const Arrival& arrival) { return arrival.header().hash; });
    return found == arrivals_.end() ? nullptr : &*found;
}

void Arrivals::add(Arrival arrival) {
    const net::NodeId sender = sender_of(arrival);
    if (count_of(sender) >= most_of_peer) drop_oldest_of(sender);
    arrivals_.push_back(std::move(arrival));
    while (arrivals_.size() > 1 && bytes() > limit_bytes_) drop_oldest_of(greediest());
}

void Arrivals::note(const Hash256& hash, const net::PeerPtr& peer) {
    Arrival* const arrival = find(hash);
    if (arrival == nullptr || arrival->from.size() >= most_peers) return;
    if (std::ranges::find(arrival->from, peer) == arrival->from.end()) {
        arrival->from.push_back(peer);
    }
}

std::optional<Arrival> Arrivals::take_next(const Position& end) {
    const auto found = std::ranges::find_if(
        arrivals_, [&end](const Arrival& arrival) { return is_next(arrival, end); });
    if (found == arrivals_.end()) return std::nullopt;
    std::optional<Arrival> taken = std::move(*found);
    arrivals_.erase(found);
    return taken;
}

std::optional<Arrival> Arrivals::take(const Hash256& hash) {
    const auto found = std::ranges::find(
        arrivals_, hash, [](const Arrival& arrival) { return arrival.header().hash; });
    if (found == arrivals_.end()) return std::nullopt;
    std::optional<Arrival> taken = std::move(*found);
    arrivals_.erase(found);
    return taken;
}

std::vector<Arrival> Arrivals::take_children(const Hash256& parent) {
    std::vector<Arrival> children;
    for (auto each = arrivals_.begin(); each != arrivals_.end();) {
        if (each->header().header.parent == parent) {
            children.push_back(std::move(*each));
            each = arrivals_.erase(each);
        } else {
            ++each;
        }
    }
    return children;
}

void Arrivals::drop_up_to(std::uint64_t number) {
    std::erase_if(arrivals_, [number](const Arrival& arrival) {
        return arrival.header().header.number <= number;
    });
}

bool Arrivals::has_next(const Position& end) const {
    return std::ranges::any_of(arrivals_,
                               [&end](const Arrival& arrival) { return is_next(arrival, end); });
}

std::size_t Arrivals::count_of(const net::NodeId& peer) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        arrivals_, [&peer](const Arrival& arrival) { return sender_of(arrival) == peer; }));
}

std::size_t Arrivals::bytes() const {
    std::size_t sum = 0;
    for (const Arrival& arrival : arrivals_) {
        sum += arrival.batch.bytes() + arrival.header().raw.size();
    }
    return sum;
}

void Arrivals::drop_oldest_of(const net::NodeId& peer) {
    const auto oldest = std::ranges::find_if(
        arrivals_, [&peer](const Arrival& arrival) { return sender_of(arrival) == peer; });
    if (oldest != arrivals_.end()) arrivals_.erase(oldest);
}

net::NodeId Arrivals::greediest() const {
    const auto most = std::ranges::max_element(
        arrivals_, {}, [this](const Arrival& arrival) { return count_of(sender_of(arrival)); });
    return sender_of(*most);
}

}  // namespace plexus::sync
