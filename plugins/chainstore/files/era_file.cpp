#include "era_file.hpp"

#include <algorithm>

#include <kit/crypto/keccak.hpp>
#include <kit/era/framing.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::chainstore {
namespace {

constexpr std::size_t max_part_bytes = eth::limits::message_bytes;  // more cannot be served
// Compressed data of random content grows by less than a sixth, and by headers of chunks.
constexpr std::uint64_t max_record_bytes = max_part_bytes / 6 * 7 + 4096;

}  // namespace

void EraFile::refuse(const std::string& what) const {
    throw FileError{what + " (before byte " + std::to_string(file_.position()) + ")"};
}

era::RecordHeader EraFile::next_record() {
    const Bytes bytes = file_.read(era::RecordHeader::size_bytes);
    const auto record =
        era::decode_record_header(FixedBytes<era::RecordHeader::size_bytes>::from(bytes).value());
    if (!record) refuse("has a record that is none");
    return *record;
}

Bytes EraFile::data_of(std::uint16_t type, std::uint64_t max_bytes) {
    const era::RecordHeader record = next_record();
    if (record.type != type) refuse("has its records in the wrong order");
    if (record.length > max_bytes) refuse("has a record that is too long");
    return file_.read(record.length);
}

std::optional<FileBlock> EraFile::next() {
    while (!file_.at_end()) {
        const era::RecordHeader record = next_record();
        switch (record.type) {
            case era::record::version:
                era_ = Era{};
                break;
            case era::record::header:
                return block_with(record.length);
            case era::record::accumulator:
                check_accumulator(record);
                break;
            case era::record::block_index:
                // It serves the lookup of single blocks, and published files have wrong ones.
                file_.skip(record.length);
                era_.ended = true;
                break;
            default:
                file_.skip(record.length);
        }
    }
    if (!era_.ended) refuse("is cut off: it ends without its block index");
    return std::nullopt;
}

FileBlock EraFile::block_with(std::uint32_t header_bytes) {
    const auto unframed = [this](const Bytes& framed, const char* part) {
        Result<Bytes> plain = era::unframe(framed, max_part_bytes);
        if (!plain) refuse(std::string{"has a damaged "} + part + ": " + plain.error().message());
        return SharedBytes{std::move(*plain)};
    };
    if (era_.ended) refuse("has blocks behind its index");
    if (header_bytes > max_record_bytes) refuse("has a record that is too long");

    FileBlock result;
    chain::StoredBlock& block = result.block;
    block.header = unframed(file_.read(header_bytes), "header");
    block.body = unframed(data_of(era::record::body, max_record_bytes), "body");
    block.receipts = unframed(data_of(era::record::receipts, max_record_bytes), "list of receipts");
    const Bytes total = data_of(era::record::total_difficulty, Uint256::size_bytes);
    const Result<eth::Header> header = eth::decode_header(block.header);
    if (!header) refuse("has a header that does not decode: " + header.error().message());
    block.number = header->number;
    block.hash = crypto::keccak256(block.header);
    block.parent = header->parent;
    const Bytes big_endian(total.rbegin(), total.rend());
    const Uint256 difficulty = Uint256::from_big_endian(big_endian).value();
    result.total_difficulty = difficulty;

    if (!era_.accumulator.add(block.hash, difficulty)) refuse("has too many blocks for an era");
    return result;
}

void EraFile::check_accumulator(const era::RecordHeader& record) {
    if (record.length != Hash256::size_bytes) refuse("has an accumulator of the wrong size");
    const Bytes expected = file_.read(record.length);
    if (!std::ranges::equal(expected, era_.accumulator.root())) {
        refuse("has an accumulator that is not that of its blocks");
    }
}

}  // namespace plexus::chainstore
