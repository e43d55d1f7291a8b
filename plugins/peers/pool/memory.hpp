#pragma once

#include <api/plugin/runtime.hpp>

#include "pool.hpp"
#include "pool_file.hpp"

namespace plexus::peers {

/// Keeps bans and anchors in a file of the data folder.
///
/// @thread  the pool's strand
class Memory {
public:
    Memory(Pool& pool, Runtime& runtime, std::filesystem::path file)
        : pool_(pool), runtime_(runtime), file_(std::move(file)) {}

    /// Reads the file: the bans hold from now on.
    awaitable<void> load();

    const std::vector<net::Node>& anchors() const noexcept { return anchors_; }

    /// Writes the file soon after each change of a ban, and now and then for the anchors. Until
    /// cancelled.
    awaitable<void> keep();

    /// Writes the file if there is anything new.
    awaitable<void> save();

private:
    Pool& pool_;
    Runtime& runtime_;
    std::filesystem::path file_;
    std::vector<net::Node> anchors_;
    std::string written_ = write_state({});
};

}  // namespace plexus::peers
