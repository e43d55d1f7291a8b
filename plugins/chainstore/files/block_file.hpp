#pragma once

#include <utility>

#include "block_source.hpp"
#include "input_file.hpp"

namespace plexus::chainstore {

/// Blocks one after the other, `[header, transactions, uncles, withdrawals?]` each, as `geth
/// export` writes them.
class BlockFile : public BlockSource {
public:
    explicit BlockFile(InputFile file) : file_{std::move(file)} {}

    std::optional<FileBlock> next() override;
    std::uint64_t bytes_read() const override { return file_.bytes_read(); }
    std::optional<std::uint64_t> bytes_total() const override { return file_.bytes_total(); }

private:
    std::uint64_t next_size();
    std::string next_name();

    InputFile file_;
};

}  // namespace plexus::chainstore
