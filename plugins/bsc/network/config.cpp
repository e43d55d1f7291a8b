#include "config.hpp"

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace plexus::inline v1::bsc {
namespace {

namespace json = boost::json;

/// In the genesis block of both networks, or of one.
constexpr std::array genesis_forks{"homesteadBlock",  "eip150Block",    "eip155Block",
                                   "eip158Block",     "byzantiumBlock", "constantinopleBlock",
                                   "petersburgBlock", "istanbulBlock",  "muirGlacierBlock",
                                   "ramanujanBlock",  "nielsBlock"};

/// As the key of a fork is made of its name: "MirrorSync" is "mirrorSyncBlock".
std::string key_of(std::string_view name, const char* unit) {
    std::string key{name};
    if (!key.empty() && key[0] >= 'A' && key[0] <= 'Z') key[0] = static_cast<char>(key[0] + 32);
    return key + unit;
}

/// @param forks  their names are separated by ", "
void put(json::object& config, const NamedForks& forks, const char* unit) {
    std::string_view names = forks.names;
    while (!names.empty()) {
        const std::size_t comma = names.find(", ");
        config[key_of(names.substr(0, comma), unit)] = forks.from;
        names = comma == std::string_view::npos ? std::string_view{} : names.substr(comma + 2);
    }
}

json::object blob_schedule() {
    const json::object cancun{{"target", 3}, {"max", 6}, {"baseFeeUpdateFraction", 3'338'477}};
    return {{"cancun", cancun}, {"prague", cancun}, {"osaka", cancun}};
}

}  // namespace

std::string config_of(const Network& network, const std::vector<AddedFork>& added) {
    json::object config{{"chainId", network.id}};
    for (const char* fork : genesis_forks) config[fork] = 0;
    for (const NamedForks& forks : network.block_forks) put(config, forks, "Block");
    for (const NamedForks& forks : network.time_forks) put(config, forks, "Time");
    for (const AddedFork& fork : added) config[key_of(fork.name, "Time")] = fork.time;
    config["parlia"] = json::object{};
    config["blobSchedule"] = blob_schedule();
    return json::serialize(config);
}

}  // namespace plexus::inline v1::bsc
