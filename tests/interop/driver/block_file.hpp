#pragma once

#include <filesystem>
#include <unordered_map>
#include <vector>

#include <api/eth/raw.hpp>

namespace plexus::driver {

/// The blocks of a file as `geth export` writes it: one RLP list after another.
///
/// @thread  immutable: any
class BlockFile {
public:
    BlockFile() = default;

    /// @errors throws ConfigError with what is wrong with the file
    explicit BlockFile(const std::filesystem::path& path);

    /// @errors throws std::out_of_range
    const eth::RawBlock& block(std::uint64_t number) const { return blocks_.at(number); }
    std::vector<eth::RawTransaction> transactions(std::uint64_t number) const;

    /// Null if no block of the file has it.
    const eth::RawTransaction* transaction(const Hash256& hash) const;

private:
    std::unordered_map<std::uint64_t, eth::RawBlock> blocks_;
    std::unordered_map<Hash256, eth::RawTransaction> transactions_;
};

}  // namespace plexus::driver
