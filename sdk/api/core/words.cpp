#include "words.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace plexus::inline v1 {
namespace {

/// Letters to insert, delete, replace, or swap with their neighbour. Three rows of the table are
/// enough.
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> above(to.size() + 1);
    std::vector<std::size_t> two_above;
    std::iota(above.begin(), above.end(), std::size_t{0});
    for (std::size_t row = 1; row <= from.size(); ++row) {
        std::vector<std::size_t> current(to.size() + 1, row);
        for (std::size_t column = 1; column <= to.size(); ++column) {
            const bool equal = from[row - 1] == to[column - 1];
            current[column] = std::min(
                {above[column] + 1, current[column - 1] + 1, above[column - 1] + (equal ? 0 : 1)});
            const bool swapped = row > 1 && column > 1 && from[row - 1] == to[column - 2] &&
                                 from[row - 2] == to[column - 1];
            if (swapped) current[column] = std::min(current[column], two_above[column - 2] + 1);
        }
        two_above = std::exchange(above, std::move(current));
    }
    return above.back();
}

}  // namespace

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    // A third of the letters: "eth6" still finds "eth66", but "tls" does not become "sync".
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    std::string best;
    for (const std::string& candidate : candidates) {
        const std::size_t difference = distance(word, candidate);
        if (difference >= best_distance) continue;
        best_distance = difference;
        best = candidate;
    }
    return best.empty() ? std::string{} : "; did you mean '" + best + "'?";
}

std::string enumerate(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
        text += words[i];
    }
    return text;
}

}  // namespace plexus::inline v1
