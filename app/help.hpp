#pragma once

#include <ostream>

#include <embed/option_table.hpp>
#include <kernel/load/loader.hpp>

namespace plexus::app {

/// Usage, the commands of all plugins, and the options of the table.
void print_help(std::ostream& out, const embed::OptionTable& table, kernel::Loader& loader);

/// Every plugin in the folders: what it is, provides, needs and takes; or why it cannot be used.
void print_plugins(std::ostream& out, kernel::Loader& loader);

void print_version(std::ostream& out);

}  // namespace plexus::app
