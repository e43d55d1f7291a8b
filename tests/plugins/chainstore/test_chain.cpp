#include "test_chain.hpp"

#include <stdlib.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include <kit/eth/types/header.hpp>
#include <kit/testing/eth/fake_chain.hpp>
#include <plugins/chainstore/commands/digest.hpp>
#include <plugins/chainstore/commands/import.hpp>
#include <plugins/chainstore/files/block_source.hpp>

namespace plexus::chainstore::test {
namespace {

/// Without transactions, so that thousands are made quickly.
testing::ChainOptions options_of(std::uint8_t seed) {
    testing::ChainOptions options;
    options.seed = seed;
    options.transactions = 0;
    options.genesis_time = 0;
    return options;
}

}  // namespace

Folder::Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "plexus-store-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no folder for the test"};
    path_ = name;
}

Folder::~Folder() { std::filesystem::remove_all(path_); }

Beginning made_up_genesis(std::uint8_t seed) {
    const testing::FakeChain chain(options_of(seed));
    Beginning beginning;
    beginning.block = chain.block(0);
    beginning.head = chain.head();
    return beginning;
}

std::vector<chain::StoredBlock> made_up_blocks(const chain::Head& parent, std::size_t count,
                                               std::uint64_t branch) {
    return testing::fake_blocks(parent, count, options_of(0), branch);
}

Beginning genesis_of(const std::string& chain) {
    const FileBlock first = open_block_source(data(chain, "chain.era1"))->next().value();
    const eth::Header header = eth::decode_header(first.block.header).value();
    Beginning beginning;
    beginning.block = first.block;
    beginning.head = {0, header.time, first.block.hash, header.difficulty};
    return beginning;
}

Store open(const std::filesystem::path& folder, const Beginning& genesis, std::size_t map_bytes) {
    const Store::Location place{folder, map_bytes, Store::most_rewound};
    return Store{place, genesis.block, genesis.head, make_logger("chainstore")};
}

Store open_bounded(const std::filesystem::path& folder, const Beginning& genesis,
                   std::uint64_t max_rewind) {
    const Store::Location place{folder, test_map_bytes, max_rewind};
    return Store{place, genesis.block, genesis.head, make_logger("chainstore")};
}

Store open_with_recent(const std::filesystem::path& folder, const Beginning& genesis,
                       std::size_t most_recent) {
    Store::Location place{folder, test_map_bytes};
    place.most_recent = most_recent;
    return Store{place, genesis.block, genesis.head, make_logger("chainstore")};
}

void import_file(Store& store, const std::filesystem::path& path) {
    Import import{store, path};
    while (import.step()) {
    }
}

std::string digest_of(Store& store) {
    Digest digest{store};
    while (digest.step()) {
    }
    std::ostringstream out;
    digest.print(out);
    return out.str();
}

std::vector<Hash256> hashes(Store& store, std::uint64_t first, std::uint64_t last) {
    std::vector<Hash256> result;
    for (std::uint64_t number = first; number <= last; ++number) {
        result.push_back(store.head_at(number).value().hash);
    }
    return result;
}

Bytes read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return Bytes(std::istreambuf_iterator<char>{file}, {});
}

void write_file(const std::filesystem::path& path, BytesView bytes) {
    std::ofstream file{path, std::ios::binary};
    const std::string_view text = text_of(bytes);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
}

}  // namespace plexus::chainstore::test
