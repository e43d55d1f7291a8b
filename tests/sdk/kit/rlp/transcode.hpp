#pragma once

#include <api/core/result.hpp>
#include <kit/rlp/item.hpp>
#include <kit/rlp/writer.hpp>
#include <vector>

namespace plexus::testing {

/// Takes one item apart down to its last string and writes it anew. As every value has one encoding
/// only, the result is `input` itself, or an error.
inline Result<Bytes> transcode(BytesView input) {
    struct Level {
        BytesView rest;
        rlp::Writer::Mark mark;
    };
    constexpr std::size_t max_depth = 100;  // closing a long list moves it: keeps this from n^2
    rlp::Writer out;
    std::vector<Level> open;
    BytesView rest = input;
    do {
        while (!open.empty() && open.back().rest.empty()) {
            out.end_list(open.back().mark);
            open.pop_back();
            if (open.empty()) return out.take();
        }
        const Result<rlp::Item> item = rlp::first(open.empty() ? rest : open.back().rest);
        if (!item) return item.error();
        if (open.size() >= max_depth) return Errc::limit_exceeded;
        if (item->is_list) {
            open.push_back({item->payload, out.begin_list()});
        } else {
            out.bytes(item->payload);
        }
    } while (!open.empty());
    return out.take();
}

}  // namespace plexus::testing
