#pragma once

#include <array>
#include <string>
#include <vector>

#include <api/chain/head_tracker.hpp>
#include <api/plugin/plugin.hpp>
#include <kit/chain/fork_table.hpp>

namespace plexus::inline v1::chain {

/// Logs name, genesis hash, network id and chain id: what an operator compares first with others.
/// Notes the chain in the data folder: see note_chain().
/// Nothing if the host runs a command. For start().
void log_chain(Host& host, const SpecProfile& profile);

/// The plugin of a chain that can be written down: it publishes the profile, and has the command
/// that prints the forks.
///
/// `class MyChain final : public chain::ProfilePlugin { public: explicit MyChain(Host& host) :
/// ProfilePlugin(host, my_spec()) {} };`
class ProfilePlugin : public Plugin {
public:
    /// The profile, of which a node has one, and the parameters.
    static constexpr std::array provides{ChainProfile::key, ChainParameters::key};
    /// The head decides which forks hold.
    static constexpr std::array needs{maybe<HeadTracker, When::any_time>};
    /// `plexus forkid`.
    static constexpr std::array commands{
        Command{fork_command, "", fork_command_help, FolderUse::shared}};

    /// As log_chain().
    awaitable<void> start() override;

    /// Runs the one command.
    awaitable<int> command(std::string name, std::vector<std::string> arguments) override;

protected:
    /// Makes the profile and publishes it.
    /// @errors ConfigError if the genesis header is none
    ProfilePlugin(Host& host, ChainSpec spec);

private:
    Host& host_;
    SpecProfile profile_;
};

}  // namespace plexus::inline v1::chain
