#include "block_file.hpp"

#include <api/plugin/config_error.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/rlp/reader.hpp>

#include <fstream>
#include <iterator>

namespace plexus::driver {
namespace {

SharedBytes read(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw ConfigError(path.string() + ": cannot be read");
    return SharedBytes(Bytes(std::istreambuf_iterator<char>(stream), {}));
}

/// How long the list is that the bytes begin with; all of them, if they begin with none.
std::size_t first_item(BytesView bytes) {
    constexpr std::uint8_t short_list = 0xc0;
    constexpr std::uint8_t long_list = 0xf7;
    if (bytes[0] < short_list) return bytes.size();
    if (bytes[0] <= long_list) return std::size_t{1} + bytes[0] - short_list;
    const std::size_t digits = std::size_t{bytes[0]} - long_list;
    if (digits + 1 > bytes.size()) return bytes.size();
    std::size_t length = 0;
    for (const std::uint8_t digit : bytes.subspan(1, digits)) length = length << 8 | digit;
    return std::min(bytes.size(), 1 + digits + length);
}

}  // namespace

BlockFile::BlockFile(const std::filesystem::path& path) {
    const SharedBytes file = read(path);
    for (BytesView rest = file; !rest.empty();) {
        const BytesView item = rest.first(first_item(rest));
        rest = rest.subspan(item.size());
        auto block = eth::split_block(file.slice(item));
        if (!block) throw ConfigError(path.string() + ": " + block.error().message());
        const auto transactions = eth::transactions_of(*block);
        if (!transactions) throw ConfigError(path.string() + ": " + transactions.error().message());
        for (const auto& transaction : *transactions) {
            transactions_.emplace(transaction.hash, transaction);
        }
        const std::uint64_t number = block->number;
        blocks_.emplace(number, std::move(*block));
    }
}

std::vector<eth::RawTransaction> BlockFile::transactions(std::uint64_t number) const {
    return eth::transactions_of(block(number)).value();
}

const eth::RawTransaction* BlockFile::transaction(const Hash256& hash) const {
    const auto found = transactions_.find(hash);
    return found == transactions_.end() ? nullptr : &found->second;
}

}  // namespace plexus::driver
