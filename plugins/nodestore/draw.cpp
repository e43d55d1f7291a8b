#include "draw.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace plexus::nodestore {
namespace {

/// Each failure in a row leaves so much of the chance.
constexpr double after_failure = 0.66;
constexpr std::uint32_t most_failures = 8;

/// An attempt in the last minutes leaves so much of it, unless the node became a peer.
constexpr double after_attempt = 0.01;
constexpr std::chrono::minutes just_tried{10};

/// How many lots each bucket has, and how many buckets of each table have any.
struct Shares {
    explicit Shares(const std::vector<Lot>& lots) {
        for (const Lot& lot : lots) {
            if (in_bucket[lot.bucket]++ == 0) ++buckets[table(lot)];
        }
    }

    static std::size_t table(const Lot& lot) {
        return static_cast<std::size_t>(Buckets::table_of(lot.bucket));
    }

    double of(const Lot& lot) const {
        return 1.0 / static_cast<double>(buckets[table(lot)] * in_bucket[lot.bucket]);
    }

    std::array<std::size_t, Buckets::fresh_buckets + Buckets::tried_buckets> in_bucket{};
    std::array<std::size_t, 2> buckets{};
};

}  // namespace

double chance_of(const net::NodeEntry& entry, WallTime now) {
    double chance = std::pow(after_failure, std::min(entry.failures, most_failures));
    const bool is_peer = entry.outcome == net::DialOutcome::connected;
    const bool just_now = entry.last_tried <= now && now - entry.last_tried < just_tried;
    if (just_now && !is_peer) chance *= after_attempt;
    return chance;
}

// Each lot gets the number u^(1/weight) for a random u; the highest numbers win.
// @spec Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006
std::vector<Lot> draw(std::vector<Lot> lots, std::size_t count, WallTime now,
                      std::mt19937_64& random) {
    const Shares shares(lots);
    std::uniform_real_distribution<double> unit(std::numeric_limits<double>::min(), 1.0);
    std::vector<std::pair<double, Lot>> numbered;
    numbered.reserve(lots.size());
    for (const Lot& lot : lots) {
        const double weight = shares.of(lot) * chance_of(*lot.entry, now);
        numbered.emplace_back(std::log(unit(random)) / weight, lot);  // of the same order
    }
    const auto end = numbered.begin() + static_cast<std::ptrdiff_t>(std::min(count, lots.size()));
    std::ranges::partial_sort(numbered, end, std::greater{},
                              [](const auto& each) { return each.first; });
    lots.clear();
    for (auto drawn = numbered.begin(); drawn != end; ++drawn) lots.push_back(drawn->second);
    return lots;
}

}  // namespace plexus::nodestore
