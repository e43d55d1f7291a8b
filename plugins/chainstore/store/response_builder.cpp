#include "response_builder.hpp"

#include <algorithm>
#include <utility>

#include <kit/snappy_block/snappy_block.hpp>

#include "packed_receipts.hpp"
#include "packing.hpp"

namespace plexus::chainstore {

void HeaderResponse::add(BytesView header) {
    headers_.push_back(header);
    bytes_ += header.size();
}

chain::RawItems HeaderResponse::take() const {
    Bytes bytes;
    bytes.reserve(bytes_);
    for (const BytesView header : headers_) bytes.insert(bytes.end(), header.begin(), header.end());
    const SharedBytes whole{std::move(bytes)};
    chain::RawItems items;
    items.reserve(headers_.size());
    std::size_t begin = 0;
    for (const BytesView header : headers_) {
        items.push_back(whole.slice(whole.view().subspan(begin, header.size())));
        begin += header.size();
    }
    return items;
}

bool Response::add_packed(BytesView packed) {
    if (!unpack_as(chain::ReceiptForm::with_blooms, packed, bytes_)) return false;
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
    const bool added = add_alone(packed) || add_short(packed);
    if (added) ++items_.count;
    if (short_.size() >= most_together) compress_short();
    return added;
}

bool PackedResponse::add_short(BytesView packed) {
    const std::size_t before = short_.size();
    if (!unpack_as(form_, packed, short_)) return false;
    items_.size += short_.size() - before;
    return true;
}

/// @returns false for a short item, for one in another form, and for a value without a right
///          checksum, whose elements may be anything
bool PackedResponse::add_alone(BytesView packed) {
    if (packed.size() < least_alone / 8 || form_of(packed) != form_) return false;
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
    make_room(parts.elements.size(), parts.size);
    if (value->is_compressed) {
        items_.elements.insert(items_.elements.end(), parts.elements.begin(), parts.elements.end());
    } else {
        snappy_block::append_literal(parts.elements, items_.elements);
    }
    items_.size += parts.size;
    return true;
}

/// Takes the memory of the whole response once, as if all further items were like this one: each
/// time that it grows it is cleared by the system and copied.
void PackedResponse::make_room(std::size_t elements, std::size_t item) {
    Bytes& all = items_.elements;
    if (all.size() + elements <= all.capacity()) return;
    const std::size_t fitting = (budget_.bytes - items_.size) / item + 1;
    const std::size_t more = std::min(budget_.items - items_.count, fitting);
    all.reserve(std::max(2 * all.size(), all.size() + more * elements) + message_front);
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
