#include "response_builder.hpp"

#include <kit/snappy_block/snappy_block.hpp>

#include "packing.hpp"

namespace plexus::chainstore {

void Response::add(BytesView item) {
    bytes_.insert(bytes_.end(), item.begin(), item.end());
    ends_.push_back(bytes_.size());
}

bool Response::add_packed(BytesView packed) {
    if (!unpack(packed, bytes_)) {
        bytes_.resize(ends_.empty() ? 0 : ends_.back());  // what was unpacked before it failed
        return false;
    }
    ends_.push_back(bytes_.size());
    return true;
}

chain::RawItems Response::take() {
    const SharedBytes whole{std::move(bytes_)};
    chain::RawItems items;
    items.reserve(ends_.size());
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
        items.push_back(whole.slice(whole.view().subspan(begin, end - begin)));
        begin = end;
    }
    return items;
}

bool PackedResponse::add_packed(BytesView packed) {
    const bool added =
        convert_ != nullptr ? add_converted(packed) : add_alone(packed) || add_short(packed);
    if (added) ++items_.count;
    if (short_.size() >= most_together) compress_short();
    return added;
}

bool PackedResponse::add_short(BytesView packed) {
    const std::size_t before = short_.size();
    if (!unpack(packed, short_)) {
        short_.resize(before);  // what was unpacked before it failed
        return false;
    }
    items_.size += short_.size() - before;
    return true;
}

bool PackedResponse::add_converted(BytesView packed) {
    Bytes stored;
    if (!unpack(packed, stored)) return false;
    const Result<SharedBytes> converted = convert_(SharedBytes{std::move(stored)});
    if (!converted) return false;
    short_.insert(short_.end(), converted->view().begin(), converted->view().end());
    items_.size += converted->size();
    return true;
}

/// @returns false for a short item, and for a value without a right checksum, whose elements may be
///          anything
bool PackedResponse::add_alone(BytesView packed) {
    if (packed.size() < least_alone / 8) return false;
    const std::optional<Packed> value = checked(packed);
    if (!value) return false;
    snappy_block::Parts parts{value->data.size(), value->data};
    if (value->is_compressed) {
        const Result<snappy_block::Parts> split = snappy_block::split(value->data);
        if (!split) return false;
        parts = *split;
    }
    if (parts.size < least_alone) return false;
    compress_short();
    if (value->is_compressed) {
        items_.elements.insert(items_.elements.end(), parts.elements.begin(), parts.elements.end());
    } else {
        snappy_block::append_literal(parts.elements, items_.elements);
    }
    items_.size += parts.size;
    return true;
}

void PackedResponse::compress_short() {
    if (short_.empty()) return;
    snappy_block::append_compressed(short_, items_.elements);
    short_.clear();
}

chain::PackedItems PackedResponse::take() {
    compress_short();
    return std::move(items_);
}

}  // namespace plexus::chainstore
