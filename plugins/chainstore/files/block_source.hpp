#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include <api/chain/block.hpp>
#include <api/chain/head.hpp>

namespace plexus::chainstore {

/// A block as a file has it: taken apart, not verified.
struct FileBlock {
    chain::StoredBlock block;
    std::optional<Uint256> total_difficulty;
};

/// Blocks out of a file, in its order.
/// @errors  all functions throw FileError
class BlockSource {
public:
    virtual ~BlockSource() = default;

    /// @returns nothing at the end of the file
    virtual std::optional<FileBlock> next() = 0;

    virtual std::uint64_t bytes_read() const = 0;
    /// Nothing if it comes through a pipe.
    virtual std::optional<std::uint64_t> bytes_total() const = 0;
};

/// Opens a block file or an era1 file, as its first bytes say; either may be gzip's, or a pipe.
std::unique_ptr<BlockSource> open_block_source(const std::filesystem::path& path);

}  // namespace plexus::chainstore
