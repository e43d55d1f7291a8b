#pragma once

#include <filesystem>

#include <api/plugin/descriptor.hpp>

namespace plexus::node {

/// The folder of one node, made if need be, and unless it is shared locked against other nodes for
/// as long as this object lives. The lock goes with the process, however it ends.
class DataDir {
public:
    /// @errors ConfigError: it cannot be made, or another node has it
    DataDir(std::filesystem::path path, FolderUse use);
    ~DataDir();
    DataDir(const DataDir&) = delete;
    DataDir& operator=(const DataDir&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
    int lock_ = -1;  // none for a shared folder
};

}  // namespace plexus::node
