#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <api/chain/block.hpp>
#include <plugins/chainstore/store/store.hpp>

namespace plexus::chainstore::test {

/// A folder of its own, removed at the end.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// What a store begins with.
struct Beginning {
    chain::StoredBlock block;
    chain::Head head;
};

/// A made-up genesis block; another `seed` gives another one.
Beginning made_up_genesis(std::uint8_t seed = 0);

/// Empty blocks that follow `parent`, each with difficulty 2; another `branch` gives others.
std::vector<chain::StoredBlock> made_up_blocks(const chain::Head& parent, std::size_t count,
                                               std::uint64_t branch = 0);

/// The genesis block of one of the chains in tests/data.
Beginning genesis_of(const std::string& chain);

inline std::filesystem::path data(const std::string& chain, std::string_view file) {
    return std::filesystem::path{PLEXUS_TEST_DATA} / chain / file;
}

constexpr std::size_t test_map_bytes = std::size_t{256} << 20;

/// A store in that folder.
Store open(const std::filesystem::path& folder, const Beginning& genesis,
           std::size_t map_bytes = test_map_bytes);

/// One that goes back by no more than so many blocks.
Store open_bounded(const std::filesystem::path& folder, const Beginning& genesis,
                   std::uint64_t max_rewind);

/// One that keeps the numbers of no more than so many blocks out of its table.
Store open_with_recent(const std::filesystem::path& folder, const Beginning& genesis,
                       std::size_t most_recent);

/// A whole file into the store.
void import_file(Store& store, const std::filesystem::path& path);

/// The lines of `plexus digest`.
std::string digest_of(Store& store);

/// The hashes of the blocks from `first` to `last`.
std::vector<Hash256> hashes(Store& store, std::uint64_t first, std::uint64_t last);

Bytes read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, BytesView bytes);

}  // namespace plexus::chainstore::test
