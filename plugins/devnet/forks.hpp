#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <api/chain/chain_parameters.hpp>

#include "fields.hpp"

namespace plexus::devnet {

/// Which program's rules a genesis file is written for: BSC's if its config names the engine
/// `parlia`, otherwise go-ethereum's.
enum class Family : std::uint8_t { ethereum, bsc };

/// The rules of the chain that this node needs.
struct Rules {
    Family family = Family::ethereum;
    std::optional<std::uint64_t> chain_id{};
    std::string config{};  ///< as the file has it
    /// Number or time of each fork that the file schedules, by its key.
    std::map<std::string, std::uint64_t, std::less<>> forks{};
    std::vector<chain::BlobRules> blob_schedule{};
    /// Keys that look like forks, but are none to those programs: they count for nothing.
    std::vector<std::string> ignored{};

    std::optional<std::uint64_t> fork(std::string_view name) const {
        const auto found = forks.find(name);
        return found == forks.end() ? std::nullopt : std::optional{found->second};
    }
};

/// Reads the file's config.
/// @errors ConfigError: a fork comes before the fork it builds on, or something that decides on the
///         genesis block is not known to this program
/// @spec   go-ethereum v1.17.10, params/config.go, ChainConfig and CheckConfigForkOrder; BSC
///         v1.7.3, likewise
Rules read_rules(const Fields& config);

}  // namespace plexus::devnet
