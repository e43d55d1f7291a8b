#pragma once

#include <filesystem>
#include <fstream>

#include <plugins/chainstore/store/store.hpp>

namespace plexus::chainstore {

/// Writes the chain into a block file as `geth export` does: every block from the first one that
/// the store has whole, `[header, transactions, uncles, withdrawals?]`.
class Export {
public:
    /// @errors ConfigError if the file exists or cannot be made
    Export(Store& store, const std::filesystem::path& path);

    /// Goes on by some blocks.
    /// @returns false once all are written
    /// @errors  std::runtime_error if the store cannot be read or the file not be written
    bool step();

    std::uint64_t first() const noexcept { return first_; }
    std::uint64_t blocks() const noexcept { return next_ - first_; }

private:
    Store& store_;
    std::uint64_t first_;
    std::uint64_t last_;
    std::uint64_t next_;
    std::ofstream file_;
};

}  // namespace plexus::chainstore
