#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include <api/chain/chain_reader.hpp>
#include <api/chain/head.hpp>

namespace plexus::chainstore {

/// A block as a file has it: taken apart, not verified.
struct FileBlock {
    chain::StoredBlock block;
    std::optional<chain::Difficulty> total_difficulty;
};

/// Blocks out of a file, in its order.
/// @errors  all functions throw FileError
class BlockSource {
public:
    virtual ~BlockSource() = default;

    /// @returns nothing at the end of the file
    virtual std::optional<FileBlock> next() = 0;

    virtual std::uint64_t bytes_read() const = 0;
    virtual std::uint64_t bytes_total() const = 0;
};

/// Opens a block file or an era1 file, whichever its first bytes say it is.
std::unique_ptr<BlockSource> open_block_source(const std::filesystem::path& path);

}  // namespace plexus::chainstore
