#include "receipt_pages.hpp"

#include <kit/eth/types/limits.hpp>
#include <kit/rlp/item.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>
#include <kit/snappy_block/snappy_block.hpp>

namespace plexus::inline v1::eth {
namespace {

/// Bytes of a Receipts message besides the lists: the id, the flag, two list headers, and the
/// header of a list that is cut.
constexpr std::size_t around = 32;
constexpr std::size_t page_bytes = limits::message_bytes - around;

struct Slice {
    SharedBytes list{};
    bool cut = false;
};

SharedBytes list_of(BytesView items) {
    rlp::Writer out{items.size() + around};
    out.list([&] { out.raw(items); });
    return SharedBytes{out.take()};
}

/// The items from `first` on, as many as fit.
Result<Slice> slice(const SharedBytes& list, std::uint64_t first, std::size_t room) {
    Slice result;
    if (first == 0 && list.size() <= room) {
        result.list = list;
        return result;
    }
    BytesView kept;
    rlp::Reader in{list};
    for (; first > 0 && in.more(); --first) in.skip();
    while (in.more() && !result.cut) {
        const BytesView item = in.raw();
        result.cut = kept.size() + item.size() + around > room;
        if (!result.cut)
            kept = kept.empty() ? item : BytesView{kept.data(), kept.size() + item.size()};
    }
    const Result<void> done = in.finish(rlp::Extra::ignored);
    if (!done) return done.error();
    result.list = list_of(kept);
    return result;
}

}  // namespace

Result<ReceiptsResponse> fill_page(std::span<const SharedBytes> lists, std::uint64_t first,
                                   const ReceiptsCodec& codec) {
    ReceiptsResponse page;
    std::size_t room = page_bytes;
    for (const SharedBytes& list : lists) {
        const Result<Slice> part = slice(list, first, room);
        if (!part) return make_error_code(Errc::storage_failed);
        first = 0;
        const bool nothing = part->list.size() == 1;
        if (part->cut && (codec.cut == ReceiptsCodec::Cut::never || nothing)) break;
        room -= part->list.size();
        page.last_incomplete = part->cut;
        page.blocks.push_back(part->list);
        if (part->cut) break;
    }
    return page;
}

Result<chain::RawItems> split_lists(const chain::PackedItems& packed) {
    Bytes block;
    snappy_block::append_size(packed.size, block);
    block.insert(block.end(), packed.elements.begin(), packed.elements.end());
    const SharedBytes lists{snappy_block::uncompress(block)};
    chain::RawItems split;
    split.reserve(packed.count);
    BytesView rest = lists;
    while (!rest.empty()) {
        const BytesView before = rest;
        if (!rlp::first(rest)) return make_error_code(Errc::storage_failed);
        split.push_back(lists.slice(before.first(before.size() - rest.size())));
    }
    if (split.size() != packed.count) return make_error_code(Errc::storage_failed);
    return split;
}

Result<void> ReceiptPieces::add(SharedBytes list) {
    rlp::Reader in{list};
    const std::size_t more = in.count(limits::block_receipts - count_);
    const Result<void> done = in.finish(rlp::Extra::ignored);
    if (!done) return done.error();
    bytes_ += list.size();
    if (bytes_ > limits::partial_receipts_bytes || pieces_.size() == limits::partial_receipts) {
        return make_error_code(Errc::limit_exceeded);
    }
    count_ += more;
    pieces_.push_back(std::move(list));
    return {};
}

SharedBytes ReceiptPieces::join() const {
    if (pieces_.size() == 1) return pieces_.front();
    rlp::Writer out{bytes_ + around};
    out.list([&] {
        for (const SharedBytes& piece : pieces_) {
            BytesView rest = piece;
            out.raw(rlp::first(rest).value().payload);  // `add` has read it
        }
    });
    return SharedBytes{out.take()};
}

}  // namespace plexus::inline v1::eth
