#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <kit/era/e2store.hpp>
#include <kit/era/framing.hpp>
#include <kit/rlp/item.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

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

/// The records of a type in tests/data/<chain>/chain.era1, as they were before they were framed;
/// for headers, bodies and receipts that is one of each block from block 0 on.
inline std::vector<SharedBytes> chain_records(const std::string& chain, std::uint16_t type) {
    constexpr std::size_t max_bytes = 1 << 24;
    constexpr std::size_t header_bytes = era::RecordHeader::size_bytes;
    const Bytes file = load_bytes(PLEXUS_TEST_DATA "/" + chain + "/chain.era1");
    std::vector<SharedBytes> records;
    BytesView rest = file;
    while (!rest.empty()) {
        const auto bytes = FixedBytes<header_bytes>::from(rest.first(header_bytes)).value();
        const era::RecordHeader record = era::decode_record_header(bytes).value();
        const BytesView data = rest.subspan(header_bytes, record.length);
        if (record.type == type) records.emplace_back(era::unframe(data, max_bytes).value());
        rest = rest.subspan(header_bytes + record.length);
    }
    return records;
}

inline std::vector<SharedBytes> chain_receipts(const std::string& chain) {
    return chain_records(chain, era::record::receipts);
}

}  // namespace plexus::testing
