#include "test_chain.hpp"

#include <stdlib.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/roots.hpp>
#include <plugins/chainstore/commands/digest.hpp>
#include <plugins/chainstore/commands/import.hpp>
#include <plugins/chainstore/files/block_source.hpp>
#include <plugins/chainstore/store/link.hpp>

namespace plexus::chainstore::test {
namespace {

const Bytes empty_list{0xc0};
const Bytes empty_body{0xc2, 0xc0, 0xc0};

chain::StoredBlock empty_block(eth::Header header) {
    header.uncles_hash = eth::uncles_hash(empty_list);
    header.transactions_root = eth::transactions_root(empty_list).value();
    header.receipts_root = header.transactions_root;
    chain::StoredBlock block;
    block.number = header.number;
    block.header = SharedBytes{eth::encode_header(header)};
    block.hash = crypto::keccak256(block.header);
    block.body = SharedBytes{empty_body};
    return block;
}

}  // namespace

Folder::Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "plexus-store-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no folder for the test"};
    path_ = name;
}

Folder::~Folder() { std::filesystem::remove_all(path_); }

Beginning made_up_genesis(std::uint8_t seed) {
    eth::Header header;
    header.extra = {seed};
    header.difficulty = eth::wide(1);
    Beginning beginning;
    beginning.block = empty_block(header);
    beginning.head.hash = beginning.block.hash;
    beginning.head.total_difficulty = header.difficulty;
    return beginning;
}

std::vector<chain::StoredBlock> made_up_blocks(chain::Head parent, std::size_t count) {
    std::vector<chain::StoredBlock> blocks;
    for (std::size_t i = 0; i < count; ++i) {
        eth::Header header;
        header.parent = parent.hash;
        header.number = parent.number + 1;
        header.time = 10 * header.number;
        header.difficulty = eth::wide(2);
        blocks.push_back(empty_block(header));
        parent = follow(parent, blocks.back()).value();
    }
    return blocks;
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
    const Store::Place place{folder, map_bytes};
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
