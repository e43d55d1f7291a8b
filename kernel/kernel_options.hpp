#pragma once

#include <map>
#include <string>
#include <vector>

#include <kernel/node/node.hpp>
#include <kernel/options/values.hpp>

namespace plexus::kernel {

/// The kernel's own options, declared as a plugin declares its own, but without a prefix.
std::vector<OptionSpec> kernel_options();

/// @param environment  says where the home folder is
/// @errors             ConfigError
NodeOptions node_options(const OptionValues& values, const Environment& environment);

/// @returns service name -> plugin name, of the items "KEY=PLUGIN"
std::map<std::string, std::string> bindings(const OptionValues& values, Problems& problems);

}  // namespace plexus::kernel
