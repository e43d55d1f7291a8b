#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include <api/chain/block.hpp>
#include <api/chain/head.hpp>

#include <plugins/chainstore/pages/page_file.hpp>
#include <plugins/chainstore/pages/tree_reader.hpp>
#include <plugins/chainstore/store/database.hpp>

namespace plexus::chainstore {

/// Copies a store whose pages are damaged: the first good block, and those that follow it up to the
/// first that is bad. The damaged file stays, as data.mdb.damaged.
///
/// @errors  all functions throw ConfigError: nothing is good, the chain is another one, the new
///          file cannot be written
class Salvage {
public:
    /// @param folder  nobody else may have it open
    Salvage(std::filesystem::path folder, std::size_t map_bytes, const chain::StoredBlock& genesis,
            const chain::Head& head);
    ~Salvage();
    Salvage(const Salvage&) = delete;
    Salvage& operator=(const Salvage&) = delete;

    /// Copies some blocks.
    /// @returns false once all are copied and the new file stands in the place of the old one
    bool step();

    std::uint64_t first() const noexcept { return first_; }
    std::uint64_t last() const noexcept { return tip_->number; }

private:
    /// The tables of the damaged file that have a value for each block.
    struct Source;

    void open_source();
    void begin_copy();
    bool copy_some();
    bool copy_block(Writing& writing, std::uint64_t number);
    bool put_values(Writing& writing, const Bytes& key);
    std::optional<chain::Head> check(Writing& writing, std::uint64_t number);
    std::optional<chain::Head> check_root(Writing& writing, std::uint64_t number);
    void copy_rest();
    void copy_table(Writing& writing, Table table);
    void put_left_blocks(Writing& writing);
    void take_place();

    std::filesystem::path folder_;
    std::filesystem::path copy_folder_;
    std::size_t map_bytes_;
    const chain::StoredBlock& genesis_;
    const chain::Head& genesis_head_;
    PageFile file_;
    MetaPage meta_{};
    std::unique_ptr<Source> source_;
    std::unique_ptr<Database> copy_;
    std::optional<chain::Head> tip_{};
    std::uint64_t first_ = 0;
    bool has_receipts_ = false;  ///< blocks are stored with their receipts
};

}  // namespace plexus::chainstore
