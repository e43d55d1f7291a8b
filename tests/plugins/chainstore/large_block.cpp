// Makes a store in the folder it is given: behind the genesis block of tests/data/pos one block of
// six transactions, whose receipts have 2 MiB of logs each, so that no message holds them all. For
// tests of two nodes.

#include <cstdio>
#include <cstdlib>
#include <random>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/body.hpp>
#include <kit/eth/types/receipt.hpp>
#include <kit/eth/types/roots.hpp>
#include <kit/rlp/reader.hpp>

#include "test_chain.hpp"

using namespace plexus;
using namespace plexus::chainstore;

namespace {

constexpr std::size_t transactions = 6;
constexpr std::size_t log_bytes = std::size_t{2} << 20U;

/// Bytes that do not compress.
Bytes noise() {
    std::mt19937 random;  // always the same
    Bytes bytes(log_bytes);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    return bytes;
}

Bytes make_body() {
    eth::Body body;
    for (std::size_t i = 0; i < transactions; ++i) body.transactions.emplace_back().nonce = i;
    return eth::encode_body(body);
}

Bytes make_receipts() {
    eth::Receipt receipt;
    receipt.succeeded = true;
    receipt.logs.emplace_back().data = noise();
    receipt.bloom = eth::bloom_of(receipt.logs);
    std::vector<eth::Receipt> receipts;
    for (std::size_t i = 0; i < transactions; ++i) {
        receipt.cumulative_gas += 8 * log_bytes;
        receipts.push_back(receipt);
    }
    return eth::encode_receipt_list(receipts);
}

chain::StoredBlock make_block(const chain::Head& parent) {
    const Bytes no_uncles{0xc0};
    eth::Header header;
    chain::StoredBlock block;
    block.body = SharedBytes{make_body()};
    block.receipts = SharedBytes{make_receipts()};
    rlp::Reader body{block.body};
    header.transactions_root = eth::transactions_root(body.raw()).value();
    header.receipts_root = eth::receipts_root(*block.receipts).value();
    header.uncles_hash = eth::uncles_hash(no_uncles);
    header.parent = block.parent = parent.hash;
    header.number = block.number = parent.number + 1;
    header.time = parent.time + 12;
    block.header = SharedBytes{eth::encode_header(header)};
    block.hash = crypto::keccak256(block.header);
    return block;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return EXIT_FAILURE;
    Store store = test::open(arguments[1], test::genesis_of("pos"));
    const std::vector<chain::StoredBlock> blocks{make_block(store.head())};
    const Result<chain::Head> head = store.append(blocks);
    if (!head) std::fprintf(stderr, "%s\n", head.error().message().c_str());
    return head ? EXIT_SUCCESS : EXIT_FAILURE;
}
