#pragma once

#include <filesystem>

#include <kit/chain/spec_profile.hpp>

namespace plexus::inline v1::chain {

/// Notes in a node's data folder which chain it is for. A folder that cannot be written is left as
/// it is: whoever keeps data in it tells.
void note_chain(const std::filesystem::path& data_dir, const SpecProfile& profile);

/// That a command is about the chain that the folder's node was on last. A folder without a note
/// may be anybody's.
/// @errors ConfigError: it was another one
void check_chain(const std::filesystem::path& data_dir, const SpecProfile& profile);

}  // namespace plexus::inline v1::chain
