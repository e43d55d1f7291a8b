#include "response_builder.hpp"

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

}  // namespace plexus::chainstore
