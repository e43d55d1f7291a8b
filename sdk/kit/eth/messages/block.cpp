#include "block.hpp"

#include <api/core/uint256.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {

Bytes encode_new_block(const RawBlock& block, const Uint256& total_difficulty) {
    constexpr std::size_t around = 64;  // two list headers and the total difficulty
    rlp::Writer out{around + block.header.size() + block.body.size() + block.extra.size()};
    out.list([&] {
        out.list([&] {
            out.raw(block.header);
            out.raw(block.body);
        });
        out.u256(total_difficulty);
        out.raw(block.extra);
    });
    return out.take();
}

Result<RawBlock> decode_new_block(const SharedBytes& payload) {
    rlp::Reader in{payload};
    const BytesView whole = in.raw();
    const Uint256 total_difficulty = in.u256(limits::total_difficulty_bits);
    BytesView extra;
    while (in.more()) {
        const BytesView item = in.raw();
        extra = extra.empty() ? item : BytesView{extra.data(), extra.size() + item.size()};
    }
    const Result<void> done = in.finish();
    if (!done) return done.error();

    Result<RawBlock> block = split_block(payload.slice(whole));
    if (!block) return block;
    block->total_difficulty = total_difficulty;
    block->extra = payload.slice(extra);
    return block;
}

Bytes encode_new_block_hashes(std::span<const BlockAnnouncement> blocks) {
    constexpr std::size_t entry_bytes = 44;  // at most
    rlp::Writer out{blocks.size() * entry_bytes};
    out.list([&] {
        for (const BlockAnnouncement& block : blocks) {
            out.list([&] {
                out.fixed(block.hash);
                out.u64(block.number);
            });
        }
    });
    return out.take();
}

Result<std::vector<BlockAnnouncement>> decode_new_block_hashes(BytesView payload) {
    std::vector<BlockAnnouncement> blocks;
    rlp::Reader in{payload};
    blocks.reserve(in.count(limits::announced_blocks));
    while (in.more()) {
        rlp::Reader entry = in.list();
        BlockAnnouncement& block = blocks.emplace_back();
        block.hash = entry.fixed<32>();
        block.number = entry.u64();
        entry.expect_end();
    }
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return blocks;
}

}  // namespace plexus::inline v1::eth
