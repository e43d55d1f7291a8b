#pragma once

#include <istream>
#include <memory>
#include <string>
#include <vector>

#include <api/eth/remote.hpp>

#include "block_file.hpp"

namespace plexus::driver {

using Remotes = std::vector<std::shared_ptr<eth::Remote>>;

/// `block N`, `announce N`, `transactions N`, `hashes N`: says it to all peers.
/// @returns whether the name is one of these
bool tell(const BlockFile& file, const Remotes& remotes, const std::string& name,
          std::istream& words);

}  // namespace plexus::driver
