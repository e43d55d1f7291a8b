#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string_view>

#include <api/async/clock.hpp>

namespace plexus::scoring {

/// How long the pool's peers take for each kind of request: what is slow for headers is quick for
/// bodies.
class ResponseTimes {
public:
    /// Responses of a kind that are remembered.
    static constexpr std::size_t samples = 64;
    /// Before so many nothing is said.
    static constexpr std::size_t fewest = 8;
    /// Kinds that are told apart; protocols have fewer.
    static constexpr std::size_t most_kinds = 32;

    /// @returns the median before this one, or nothing as long as too little is known
    std::optional<Duration> add(std::string_view request, Duration took);

private:
    struct Kind {
        std::array<Duration, samples> took{};
        std::size_t count = 0;  ///< all that were added
    };

    static std::optional<Duration> median(const Kind& kind);

    std::map<std::string_view, Kind> kinds_;
};

}  // namespace plexus::scoring
