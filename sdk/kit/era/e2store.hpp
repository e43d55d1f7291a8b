#pragma once

#include <cstddef>
#include <cstdint>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

namespace plexus::era {

/// What a record of an e2store file says of itself: a type, a length, and two zero bytes.
/// @spec  status-im/nimbus-eth2, docs/e2store.md
struct RecordHeader {
    /// Of the header itself: type 2, length 4, reserved 2
    static constexpr std::size_t size_bytes = 8;

    /// One of `record`, or a type to be skipped; little endian in the file
    std::uint16_t type = 0;
    std::uint32_t length = 0;  ///< of the data behind it; to be judged before memory is reserved
};

/// The types of records in an era1 file. Those not named are to be skipped.
/// @spec  ethereum/go-ethereum, internal/era: "era1 := Version | block-tuple* | other-entries* |
///        Accumulator | BlockIndex"
namespace record {
inline constexpr std::uint16_t version = 0x3265;  ///< "e2": the first record, without data
inline constexpr std::uint16_t header = 0x03;     ///< a block's header, RLP in framed Snappy
inline constexpr std::uint16_t body = 0x04;       ///< a block's body, RLP in framed Snappy
inline constexpr std::uint16_t receipts = 0x05;   ///< a block's receipts, RLP in framed Snappy
/// 32 bytes, little endian, up to and including the block
inline constexpr std::uint16_t total_difficulty = 0x06;
inline constexpr std::uint16_t accumulator = 0x07;  ///< the 32 bytes of `Accumulator::root`
/// "f2": first number, offset of each block, count; 8 bytes each
inline constexpr std::uint16_t block_index = 0x3266;
}  // namespace record

/// @errors malformed if the reserved bytes are not zero
Result<RecordHeader> decode_record_header(const FixedBytes<RecordHeader::size_bytes>& bytes);

}  // namespace plexus::era
