#include "forks.hpp"

#include <algorithm>
#include <charconv>

#include <api/core/assert.hpp>
#include <api/plugin/config_error.hpp>

#include "config.hpp"

namespace plexus::inline v1::bsc {
namespace {

/// Whether `name` is among names that are separated by ", ".
bool names(std::string_view list, std::string_view name) {
    while (!list.empty()) {
        const std::size_t comma = list.find(", ");
        if (list.substr(0, comma) == name) return true;
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 2);
    }
    return false;
}

const NamedForks* find_fork(const Network& network, std::string_view name) {
    for (const auto forks : {network.block_forks, network.time_forks}) {
        for (const NamedForks& fork : forks) {
            if (names(fork.names, name)) return &fork;
        }
    }
    return nullptr;
}

/// Whether the fork is in the network's schedule already, at the same time.
bool is_known(const Network& network, const AddedFork& fork, std::string_view where) {
    const NamedForks* known = find_fork(network, fork.name);
    if (known == nullptr || known->from == fork.time) return known != nullptr;
    throw ConfigError(std::string{where} + ": " + fork.name + " is in the schedule of " +
                      std::string{network.name} + " already, at " + std::to_string(known->from) +
                      "; leave it out");
}

/// Prague and Osaka keep what Cancun said.
/// @spec bnb-chain/bsc v1.7.3, params/config.go, DefaultOsakaBlobConfigBSC
constexpr chain::BlobRules cancun_blobs{
    .time = 0, .target = 3, .max = 6, .update_fraction = 3338477, .reserve_price = false};

}  // namespace

std::uint64_t fork_from(const Network& network, std::string_view name) {
    const NamedForks* fork = find_fork(network, name);
    PLEXUS_ASSERT(fork != nullptr);
    return fork->from;
}

AddedFork read_fork(const std::string& written) {
    const std::size_t split = written.find('=');
    const std::string_view digits = split == std::string::npos
                                        ? std::string_view{}
                                        : std::string_view{written}.substr(split + 1);
    AddedFork fork{written.substr(0, split), 0};
    const char* const end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, fork.time);
    if (fork.name.empty() || digits.empty() || error != std::errc{} || stopped != end) {
        throw ConfigError("bsc.fork: '" + written +
                          "' is not NAME=TIME with a time in Unix seconds, as Jenner=1796697000");
    }
    return fork;
}

void add_forks(const Network& network, const std::vector<AddedFork>& forks, std::string_view where,
               std::vector<AddedFork>& added) {
    for (const AddedFork& fork : forks) {
        if (is_known(network, fork, where)) continue;
        const std::uint64_t last =
            added.empty() ? network.time_forks.back().from : added.back().time;
        if (fork.time <= last) {
            throw ConfigError(std::string{where} + ": " + fork.name + " at " +
                              std::to_string(fork.time) +
                              " does not come after the fork before it, at " +
                              std::to_string(last) + "; write forks in the order of their times");
        }
        added.push_back(fork);
    }
}

chain::ChainSpec spec_of(const Network& network, const std::vector<AddedFork>& added) {
    chain::ChainSpec spec;
    spec.name = network.name;
    spec.network_id = network.id;
    spec.genesis_header = from_hex(network.genesis_header).value();
    spec.genesis_body = {0xc2, 0xc0, 0xc0};  // no transactions, no uncles
    for (const NamedForks& forks : network.block_forks) {
        spec.block_forks.push_back(forks.from);
        spec.fork_names[forks.from] = forks.names;
    }
    for (const NamedForks& forks : network.time_forks) {
        spec.time_forks.push_back(forks.from);
        spec.fork_names[forks.from] = forks.names;
    }
    for (const AddedFork& fork : added) {
        spec.time_forks.push_back(fork.time);
        spec.fork_names[fork.time] = fork.name + " (added)";
    }
    chain::BlobRules blobs = cancun_blobs;
    blobs.time = fork_from(network, "Cancun");
    spec.blob_schedule.push_back(blobs);
    spec.config = config_of(network, added);
    spec.bootnodes = nodes_of(network.bootnodes);
    return spec;
}

std::vector<net::Node> nodes_of(std::span<const std::string_view> enodes) {
    std::vector<net::Node> nodes;
    for (const std::string_view enode : enodes) nodes.push_back(net::Node::parse(enode).value());
    return nodes;
}

}  // namespace plexus::inline v1::bsc
