#include "plugin.hpp"

#include <stdexcept>

#include <api/plugin/status_reporter.hpp>

namespace plexus::inline v1 {

Plugin::~Plugin() = default;

StatusReporter::~StatusReporter() = default;

awaitable<void> Plugin::start() { co_return; }

awaitable<void> Plugin::run() { co_return; }

awaitable<void> Plugin::stop() { co_return; }

awaitable<int> Plugin::command(std::string, std::vector<std::string>) {
    throw std::logic_error("the descriptor names a command that the plugin does not have");
    co_return 1;
}

}  // namespace plexus::inline v1
