#pragma once

#include <memory>
#include <string>
#include <utility>

#include <kit/testing/loop.hpp>
#include <test_host/test_host.hpp>

namespace plexus::simulation {

/// A plugin of this build, loaded from its file and run on a host of its own. Several in one
/// process are strangers to each other, as several nodes are.
///
/// @ownership  what was provided to the host outlives it
class LoadedPlugin {
public:
    /// @errors std::runtime_error if there is no such plugin
    LoadedPlugin(testing::Loop& loop, std::string name);
    ~LoadedPlugin();
    LoadedPlugin(const LoadedPlugin&) = delete;
    LoadedPlugin& operator=(const LoadedPlugin&) = delete;

    testing::TestHost& host() noexcept { return host_; }

    /// Creates it and lets it run.
    void start();

    /// A file of its data folder; empty if there is none.
    std::string read(const std::string& file) const;
    void write(const std::string& file, const std::string& text) const;

private:
    testing::Loop& loop_;
    std::string name_;
    testing::TestHost host_;
    std::unique_ptr<Plugin> plugin_;
};

}  // namespace plexus::simulation
