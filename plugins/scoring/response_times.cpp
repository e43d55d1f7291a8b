#include "response_times.hpp"

#include <algorithm>

namespace plexus::scoring {

std::optional<Duration> ResponseTimes::add(std::string_view request, Duration took) {
    if (!kinds_.contains(request) && kinds_.size() == most_kinds) return std::nullopt;
    Kind& kind = kinds_[request];
    const std::optional<Duration> usual = median(kind);
    kind.took[kind.count++ % samples] = took;
    return usual;
}

std::optional<Duration> ResponseTimes::median(const Kind& kind) {
    if (kind.count < fewest) return std::nullopt;
    std::array<Duration, samples> sorted = kind.took;
    const auto known = static_cast<std::ptrdiff_t>(std::min(kind.count, samples));
    const auto middle = sorted.begin() + known / 2;
    std::nth_element(sorted.begin(), middle, sorted.begin() + known);
    return *middle;
}

}  // namespace plexus::scoring
