#include "matching.hpp"

#include <algorithm>

namespace plexus::peers {

std::vector<net::HelloCapability> announce(const std::vector<Offer>& offers) {
    std::vector<net::HelloCapability> names;
    for (const Offer& offer : offers) names.push_back({offer.info.name, offer.info.version});
    std::ranges::sort(names);
    const auto repeated = std::ranges::unique(names);
    names.erase(repeated.begin(), repeated.end());
    return names;
}

std::vector<Agreement> match(const std::vector<Offer>& offers,
                             std::vector<net::HelloCapability> theirs) {
    std::ranges::sort(theirs);
    std::vector<Agreement> agreements;
    std::uint64_t next = net::first_capability_code;
    for (const net::HelloCapability& wanted : theirs) {
        const auto offer = std::ranges::find_if(offers, [&](const Offer& candidate) {
            return candidate.info.name == wanted.name && candidate.info.version == wanted.version;
        });
        if (offer == offers.end()) continue;
        // A higher version takes the place of the lower one, which gives its codes back.
        if (!agreements.empty() && agreements.back().info.name == wanted.name) {
            next = agreements.back().offset;
            agreements.pop_back();
        }
        agreements.push_back({offer->info, offer->capability, next});
        next += offer->info.length;
    }
    return agreements;
}

bool useful(const std::vector<Agreement>& agreements) {
    return std::ranges::any_of(
        agreements, [](const Agreement& agreement) { return agreement.info.base.empty(); });
}

}  // namespace plexus::peers
