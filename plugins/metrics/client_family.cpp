#include "client_family.hpp"

#include <algorithm>

namespace plexus::metrics {
namespace {

bool begins(std::string_view text, std::string_view family) noexcept {
    const auto same = [](char letter, char small) {
        return letter == small || (letter >= 'A' && letter <= 'Z' && letter - 'A' + 'a' == small);
    };
    return text.size() >= family.size() &&
           std::equal(family.begin(), family.end(), text.begin(),
                      [same](char small, char letter) { return same(letter, small); });
}

}  // namespace

std::size_t family_of(std::string_view client) noexcept {
    constexpr std::size_t other = client_families.size() - 1;
    for (std::size_t i = 0; i < other; ++i) {
        if (begins(client, client_families[i])) return i;
    }
    return other;
}

}  // namespace plexus::metrics
