#include "response.hpp"

#include <algorithm>

namespace plexus::inline v1::eth {
namespace {

/// Enough for "Geth/v1.13.15-stable-c5ba367e/linux-amd64/go1.21.6".
constexpr std::size_t most_shown = 64;

/// The client name in a remote's Hello may be long and hold any bytes.
std::string name_of(const net::Peer& peer) {
    std::string client = peer.client().substr(0, most_shown);
    std::ranges::replace_if(
        client, [](char letter) { return letter < ' ' || letter > '~'; }, '?');
    return net::brief(peer.node().id) + " (" + client + ")";
}

std::string list_failures(const std::vector<Attempt>& attempts) {
    std::string list;
    for (const Attempt& attempt : attempts) {
        if (!attempt.error) continue;
        if (!list.empty()) list += "; ";
        list += name_of(*attempt.peer) + ": " + attempt.error.message();
    }
    return list;
}

std::string count_peers(std::size_t count) {
    return count == 1 ? "1 peer" : std::to_string(count) + " peers";
}

}  // namespace

std::string explain(const std::vector<Attempt>& attempts, const ErrorCode& error) {
    const std::string failures = list_failures(attempts);
    if (!error) {
        if (attempts.empty()) return "clear without a request";
        const std::string from = "response from " + name_of(*attempts.back().peer);
        return failures.empty() ? from : from + ", after failures of " + failures;
    }
    if (attempts.empty()) return "no request was sent: " + error.message();
    return "no response from " + count_peers(attempts.size()) + " (" + error.message() +
           "): " + failures;
}

}  // namespace plexus::inline v1::eth
