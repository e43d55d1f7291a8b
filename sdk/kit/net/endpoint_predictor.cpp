#include "endpoint_predictor.hpp"

#include <algorithm>
#include <utility>

#include <kit/net/address_class.hpp>

namespace plexus::inline v1::net {
namespace {

constexpr unsigned v4_voter_bits = 16;
constexpr unsigned v6_voter_bits = 32;

/// Who shares one vote with a node. Strangers are not expected in a local network.
Prefix voter_of(const asio::ip::address& by) {
    if (is_local(by)) return Prefix(by);
    return Prefix(by, by.is_v6() ? v6_voter_bits : v4_voter_bits);
}

}  // namespace

/// The addresses with the most votes, of those that reach furthest.
struct EndpointPredictor::Tally {
    asio::ip::address best{};
    std::size_t best_votes = 0;
    std::size_t second_votes = 0;
};

void EndpointPredictor::make_room(SteadyTime now) {
    std::erase_if(votes_, [now](const auto& each) { return now - each.second.at > window; });
    if (votes_.size() < max_votes) return;
    votes_.erase(
        std::ranges::min_element(votes_, {}, [](const auto& each) { return each.second.at; }));
}

EndpointPredictor::Tally EndpointPredictor::count() const {
    AddressClass furthest = AddressClass::special;
    for (const auto& [voter, vote] : votes_) {
        furthest = std::max(furthest, class_of(vote.seen.address()));
    }
    std::map<asio::ip::address, std::size_t> votes;
    for (const auto& [voter, vote] : votes_) {
        if (class_of(vote.seen.address()) == furthest) ++votes[vote.seen.address()];
    }
    Tally tally;
    for (const auto& [address, number] : votes) {
        if (number > tally.best_votes) {
            tally.second_votes = std::exchange(tally.best_votes, number);
            tally.best = address;
        } else {
            tally.second_votes = std::max(tally.second_votes, number);
        }
    }
    return tally;
}

std::uint16_t EndpointPredictor::agreed_port(const Tally& tally) const {
    std::map<std::uint16_t, std::size_t> votes;
    for (const auto& [voter, vote] : votes_) {
        if (vote.seen.address() == tally.best) ++votes[vote.seen.port()];
    }
    for (const auto& [port, number] : votes) {
        if (number * 100 >= tally.best_votes * same_port_percent) return port;
    }
    return 0;
}

std::optional<EndpointPredictor::Prediction> EndpointPredictor::add(
    const asio::ip::udp::endpoint& seen, const asio::ip::address& by, SteadyTime now) {
    const bool same_family = seen.address().is_v4() == by.is_v4();
    if (seen.port() == 0 || !same_family || !may_relay(by, seen.address())) return std::nullopt;
    make_room(now);
    votes_.insert_or_assign(voter_of(by), Vote{seen, now});

    const Tally tally = count();
    const bool firm = tally.best_votes >= firm_votes &&
                      tally.second_votes * 100 < tally.best_votes * dissent_percent;
    const bool provisional =
        !believed_ && tally.best_votes >= provisional_votes && tally.second_votes == 0;
    if (!firm && !provisional) return std::nullopt;
    Endpoint endpoint;
    endpoint.address = tally.best;
    endpoint.udp_port = agreed_port(tally);
    if (believed_ == endpoint) return std::nullopt;
    believed_ = endpoint;
    return Prediction{endpoint, tally.best_votes};
}

}  // namespace plexus::inline v1::net
