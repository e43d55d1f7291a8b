#pragma once

#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/transaction.hpp>
#include <kit/eth/types/versioned_hash.hpp>
#include <plugins/bsc/protocol/sidecar.hpp>
#include <plugins/bsc/protocol/vote_codec.hpp>

#include <tests/sdk/kit/eth/types/chain_files.hpp>

namespace plexus::testing {

inline bsc::Vote make_vote(std::uint64_t target) {
    bsc::Vote vote;
    vote.address.bytes.fill(0xaa);
    vote.signature.bytes.fill(0xbb);
    vote.source_number = target - 1;
    vote.target_number = target;
    vote.hash = bsc::vote_hash(vote);
    return vote;
}

inline std::vector<bsc::Vote> make_votes(std::uint64_t first, std::size_t count) {
    std::vector<bsc::Vote> votes;
    for (std::size_t i = 0; i < count; ++i) votes.push_back(make_vote(first + i));
    return votes;
}

/// A block of a real chain, by number from 1 on.
inline eth::RawBlock chain_block(std::size_t number) {
    static const std::vector<SharedBytes> blocks = chain_blocks("pow");
    return eth::split_block(blocks.at(number - 1)).value();
}

/// A block and its ancestors, as BlocksByRange has them.
inline std::vector<SharedBytes> descending(std::size_t first, std::size_t count) {
    std::vector<SharedBytes> blocks;
    for (std::size_t i = 0; i < count; ++i) {
        blocks.emplace_back(eth::block_list(chain_block(first - i)));
    }
    return blocks;
}

/// A transaction with one blob, whose commitment is all zeros, without its sidecar.
inline Bytes blob_transaction() {
    eth::Transaction transaction;
    transaction.type = eth::transaction_type::blob;
    transaction.to = Address{};
    transaction.blob_hashes = {eth::versioned_hash(eth::KzgPoint{})};
    return eth::encode_transaction(transaction);
}

/// A block that has this transaction alone, and a header that commits to another body.
inline eth::RawBlock blob_block(std::size_t number) {
    eth::RawBlock block = chain_block(number);
    rlp::Writer items;
    items.list([&] { items.bytes(blob_transaction()); });
    items.list([] {});
    block.body = SharedBytes{items.take()};
    return block;
}

/// The sidecar of a blob_block().
inline bsc::Sidecar make_sidecar(const eth::RawBlock& block) {
    constexpr std::size_t blob_bytes = 131072;
    bsc::Sidecar sidecar;
    sidecar.blobs.blobs.push_back(Bytes(blob_bytes, 0x11));
    sidecar.blobs.commitments.emplace_back();
    sidecar.blobs.proofs.emplace_back();
    sidecar.block_number = block.number;
    sidecar.block_hash = block.hash;
    sidecar.transaction_hash = eth::transaction_hash(blob_transaction());
    return sidecar;
}

/// The block with withdrawals, which are there and empty, and sidecars behind them.
inline eth::RawBlock with_sidecars(const eth::RawBlock& block,
                                   const std::vector<bsc::Sidecar>& sidecars) {
    Bytes items(block.body.view().begin(), block.body.view().end());
    items.push_back(0xc0);
    const Bytes behind = bsc::encode_sidecars(sidecars);
    items.insert(items.end(), behind.begin(), behind.end());
    eth::RawBlock result = block;
    result.body = SharedBytes{std::move(items)};
    return result;
}

}  // namespace plexus::testing
