#include "block_file.hpp"

#include <kit/eth/types/header.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/rlp/form.hpp>
#include <kit/rlp/item.hpp>

namespace plexus::chainstore {
namespace {

constexpr std::size_t max_header_bytes = 9;  // of an RLP list: a byte, and a length of up to 8
constexpr std::uint64_t max_block_bytes = eth::limits::message_bytes;  // more cannot be served
constexpr std::uint8_t long_list_base = rlp::list_base + rlp::short_limit;

}  // namespace

/// The size of the list that comes next, by its header alone. Whether that header is canonical is
/// seen when the block is decoded.
std::uint64_t BlockFile::next_size() {
    const Bytes begin = file_.peek(max_header_bytes);
    const std::uint8_t first = begin.at(0);
    if (first < rlp::list_base) {
        throw FileError{"holds no block at byte " + std::to_string(file_.position())};
    }
    if (first <= long_list_base) return std::uint64_t{1} + (first - rlp::list_base);

    const std::size_t length_bytes = first - long_list_base;
    if (begin.size() <= length_bytes) {
        throw FileError{"is cut off in the length of the block at byte " +
                        std::to_string(file_.position())};
    }
    std::uint64_t length = 0;
    for (std::size_t i = 1; i <= length_bytes; ++i) length = length << 8 | begin[i];
    if (length > max_block_bytes) {
        throw FileError{"has " + next_name() + " of " + std::to_string(length) + " bytes at byte " +
                        std::to_string(file_.position()) + ", more than the " +
                        std::to_string(max_block_bytes) + " that a message can hold"};
    }
    return 1 + length_bytes + length;
}

/// "block 7" for the list that comes next, as its header says; "a block" if it does not begin with
/// a header. The length of that list was read, so its own header is there whole.
std::string BlockFile::next_name() {
    const Bytes begin = file_.peek(max_header_bytes + eth::limits::header_bytes);
    BytesView rest{begin};
    rest = rest.subspan(1 + (begin.at(0) - long_list_base));  // behind the list's own header
    const Result<rlp::Item> raw = rlp::first(rest);
    if (!raw) return "a block";
    const Result<eth::Header> header = eth::decode_header(raw->raw);
    return header ? "block " + std::to_string(header->number) : "a block";
}

std::optional<FileBlock> BlockFile::next() {
    if (file_.at_end()) return std::nullopt;
    const std::uint64_t begin = file_.position();
    const SharedBytes bytes{file_.read(next_size())};
    const Result<eth::RawBlock> raw = eth::split_block(bytes);
    if (!raw) {
        throw FileError{"holds no block at byte " + std::to_string(begin) + ": " +
                        raw.error().message()};
    }
    FileBlock result;
    result.block.hash = raw->hash;
    result.block.number = raw->number;
    result.block.parent = raw->parent;
    result.block.header = raw->header;
    result.block.body = SharedBytes{eth::body_list(*raw)};
    return result;
}

}  // namespace plexus::chainstore
