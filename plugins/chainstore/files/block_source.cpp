#include "block_source.hpp"

#include <kit/era/e2store.hpp>

#include "block_file.hpp"
#include "era_file.hpp"

namespace plexus::chainstore {
namespace {

constexpr std::array<std::uint8_t, 2> e2store_magic{0x65, 0x32};           // its version record
constexpr std::array<std::uint8_t, 4> zstd_magic{0x28, 0xb5, 0x2f, 0xfd};  // RFC 8878
constexpr std::uint8_t first_list_byte = 0xc0;                             // RLP

bool begins(BytesView bytes, BytesView magic) {
    return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin());
}

}  // namespace

std::unique_ptr<BlockSource> open_block_source(const std::filesystem::path& path) {
    InputFile file{path};
    const Bytes magic = file.peek(zstd_magic.size());
    if (begins(magic, e2store_magic)) return std::make_unique<EraFile>(std::move(file));
    if (begins(magic, zstd_magic)) throw FileError{"is compressed: pipe it through unzstd"};
    if (magic.empty() || magic[0] >= first_list_byte) {
        return std::make_unique<BlockFile>(std::move(file));
    }
    throw FileError{"is neither a block file as `geth export` writes them nor an era1 file"};
}

}  // namespace plexus::chainstore
