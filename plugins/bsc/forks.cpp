#include "forks.hpp"

#include <algorithm>
#include <charconv>

#include <api/plugin/options.hpp>

namespace plexus::bsc {
namespace {

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

/// Whether `name` is among names that are separated by ", ".
bool names(std::string_view list, std::string_view name) {
    while (!list.empty()) {
        const std::size_t comma = list.find(", ");
        if (list.substr(0, comma) == name) return true;
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 2);
    }
    return false;
}

bool is_known(const Network& network, std::string_view name) {
    const auto has_name = [name](const NamedForks& forks) { return names(forks.names, name); };
    return std::any_of(network.block_forks.begin(), network.block_forks.end(), has_name) ||
           std::any_of(network.time_forks.begin(), network.time_forks.end(), has_name);
}

}  // namespace

std::vector<AddedFork> read_added_forks(const std::vector<std::string>& written,
                                        const Network& network) {
    std::vector<AddedFork> added;
    std::uint64_t last = network.time_forks.back().from;
    for (const std::string& text : written) {
        AddedFork fork = read_fork(text);
        if (is_known(network, fork.name)) {
            throw ConfigError("bsc.fork: " + fork.name + " is in the schedule of " +
                              std::string{network.name} + " already; leave it out");
        }
        if (fork.time <= last) {
            throw ConfigError("bsc.fork: " + text + " does not come after the fork before it, at " +
                              std::to_string(last) + "; write forks in the order of their times");
        }
        last = fork.time;
        added.push_back(std::move(fork));
    }
    return added;
}

eth::ChainSpec spec_of(const Network& network, const std::vector<AddedFork>& added) {
    eth::ChainSpec spec;
    spec.name = network.name;
    spec.network_id = network.id;
    spec.genesis_header = from_hex(network.genesis_header).value();
    spec.genesis_body = {0xc2, 0xc0, 0xc0};  // no transactions, no uncles
    for (const NamedForks& forks : network.block_forks) spec.block_forks.push_back(forks.from);
    for (const NamedForks& forks : network.time_forks) spec.time_forks.push_back(forks.from);
    for (const AddedFork& fork : added) spec.time_forks.push_back(fork.time);
    for (const std::string_view enode : network.bootnodes) {
        spec.bootnodes.push_back(net::Node::parse(enode).value());
    }
    return spec;
}

}  // namespace plexus::bsc
