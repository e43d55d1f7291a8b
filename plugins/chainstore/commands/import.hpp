#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include <kit/eth/types/kept_body.hpp>

#include <plugins/chainstore/files/block_source.hpp>
#include <plugins/chainstore/store/store.hpp>

namespace plexus::chainstore {

/// How far the reading of a file has come.
struct ImportState {
    std::uint64_t appended = 0;  ///< blocks that are safely stored
    std::uint64_t skipped = 0;   ///< blocks that were there already, or lie below the store's first
    std::uint64_t bytes_read = 0;
    std::optional<std::uint64_t> bytes_total{};  ///< unknown of a pipe
    std::uint64_t mended = 0;  ///< of the skipped ones: damaged in the store, and written anew
};

/// Reads one block file or era1 file into the store and verifies everything: links, roots of
/// transactions, uncles, withdrawals and receipts, total difficulties.
class Import {
public:
    /// @param body_rules  what the chain appends to its bodies; null if it appends nothing
    Import(Store& store, std::filesystem::path path, const eth::BodyRules* body_rules = nullptr)
        : store_{store},
          path_{std::move(path)},
          body_rules_{body_rules != nullptr ? body_rules : &eth::no_appended_items()},
          tip_{store.head()} {}

    /// Goes on by one batch, which is stored as a whole.
    /// @returns false at the end of the file
    /// @errors  ConfigError naming file, block and reason; what was stored before it stays
    bool step();

    const ImportState& state() const noexcept { return state_; }

private:
    bool read_batch();
    void keep_verified();
    void take(FileBlock&& block);
    void skip(const FileBlock& block);
    bool is_damaged(const chain::StoredBlock& block) const;
    void mend(chain::StoredBlock block);
    void check_contents(chain::StoredBlock& block) const;
    chain::Head verify(FileBlock& block) const;
    void flush(std::size_t count);

    Store& store_;
    std::filesystem::path path_;
    const eth::BodyRules* body_rules_;
    std::unique_ptr<BlockSource> source_;  // from the first step on
    ImportState state_;
    chain::Head tip_;  // of the store and the batch
    std::vector<chain::StoredBlock> batch_;
    std::size_t batch_bytes_ = 0;
    std::optional<std::uint64_t> current_;  // the current block, for the error
};

}  // namespace plexus::chainstore
