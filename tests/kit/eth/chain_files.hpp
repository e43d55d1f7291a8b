#pragma once

#include <snappy.h>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include <kit/rlp/item.hpp>

#include "vectors.hpp"

namespace plexus::testing {

inline Bytes load_bytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot open " + path);
    return Bytes{std::istreambuf_iterator<char>(file), {}};
}

/// The blocks of tests/data/<chain>/chain.rlp, `[header, transactions, ...]` each.
inline std::vector<SharedBytes> chain_blocks(const std::string& chain) {
    const SharedBytes file{load_bytes(PLEXUS_TEST_DATA "/" + chain + "/chain.rlp")};
    std::vector<SharedBytes> blocks;
    BytesView rest = file.view();
    while (!rest.empty()) blocks.push_back(file.slice(rlp::first(rest).value().raw));
    return blocks;
}

inline boost::json::value chain_facts(const std::string& chain) {
    return load_json(PLEXUS_TEST_DATA "/" + chain + "/chain.json");
}

inline std::size_t little_endian(BytesView bytes) {
    std::size_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | bytes[i];
    return value;
}

/// The content of a snappy stream: framing_format.txt of google/snappy; checksums are not looked
/// at.
inline Bytes unframe(BytesView stream) {
    constexpr std::size_t chunk_header = 4;
    constexpr std::size_t checksum = 4;
    Bytes content;
    while (!stream.empty()) {
        const std::uint8_t kind = stream[0];
        const std::size_t size = little_endian(stream.subspan(1, 3));
        const std::string_view chunk = text_of(stream.subspan(chunk_header, size));
        stream = stream.subspan(chunk_header + size);
        if (kind > 1) continue;
        std::string plain{chunk.substr(checksum)};
        if (kind == 0) snappy::Uncompress(chunk.data() + checksum, size - checksum, &plain);
        content.insert(content.end(), plain.begin(), plain.end());
    }
    return content;
}

/// The receipts of each block of tests/data/<chain>/chain.era1, from block 0 on.
/// @spec eth-clients/e2store-format-specs, formats/era1.md
inline std::vector<SharedBytes> chain_receipts(const std::string& chain) {
    constexpr std::size_t entry_header = 8;
    constexpr std::size_t receipts_type = 0x05;
    const Bytes file = load_bytes(PLEXUS_TEST_DATA "/" + chain + "/chain.era1");
    std::vector<SharedBytes> receipts;
    BytesView rest = file;
    while (!rest.empty()) {
        const std::size_t type = little_endian(rest.first(2));
        const std::size_t size = little_endian(rest.subspan(2, 4));
        if (type == receipts_type) {
            receipts.emplace_back(unframe(rest.subspan(entry_header, size)));
        }
        rest = rest.subspan(entry_header + size);
    }
    return receipts;
}

}  // namespace plexus::testing
