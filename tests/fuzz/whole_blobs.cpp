#include "whole_blobs.hpp"

#include <kit/rlp/item.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::testing {
namespace {

constexpr std::string_view placeholder = "blob";
constexpr std::size_t most_blobs = 8;  // more would be slow, and show nothing new
constexpr std::size_t most_depth = 16;

class Filler {
public:
    void fill(BytesView rest, std::size_t depth = 0) {
        while (!rest.empty()) {
            const Result<rlp::Item> item = rlp::first(rest);
            if (!item) return out_.raw(rest);
            if (item->is_list && depth < most_depth) {
                out_.list([&] { fill(item->payload, depth + 1); });
            } else if (text_of(item->payload) == placeholder && blobs_ < most_blobs) {
                ++blobs_;
                out_.bytes(blob_);
            } else {
                out_.raw(item->raw);
            }
        }
    }
    Bytes take() { return out_.take(); }

private:
    const Bytes blob_ = Bytes(4096 * 32);  // EIP-4844
    rlp::Writer out_;
    std::size_t blobs_ = 0;
};

}  // namespace

Bytes with_whole_blobs(BytesView input) {
    if (text_of(input).find(placeholder) == std::string_view::npos) {
        return {input.begin(), input.end()};
    }
    Filler filler;
    filler.fill(input);
    return filler.take();
}

}  // namespace plexus::testing
