#include <api/core/assert.hpp>
#include <api/core/uint256.hpp>
#include <kit/rlp/reader.hpp>

#include <tests/sdk/kit/rlp/transcode.hpp>

#include "rlp_mutator.hpp"

using namespace plexus;
using namespace plexus::rlp;

namespace {

constexpr std::size_t string_limit = 64;
constexpr std::size_t count_limit = 16;

// Reads one item in the way that `choice` says; what comes of it is for the sanitizers to judge.
void read_one(Reader& in, std::uint8_t choice) {
    switch (choice % 8) {
        case 0:
            return void(in.u64());
        case 1:
            return void(in.u256());
        case 2:
            return void(in.boolean());
        case 3:
            return void(in.bytes(string_limit));
        case 4:
            return void(in.fixed<32>());
        case 5:
            return void(in.optional_fixed<20>());
        case 6:
            return void(in.count(count_limit));
        default:
            for (Reader list = in.list(); list.more();) list.skip();
    }
}

}  // namespace

/// The first byte says how many of the next ones choose what is read from the rest.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const BytesView input{data, size};
    const Result<Bytes> again = testing::transcode(input);
    if (again) PLEXUS_ASSERT(std::equal(again->begin(), again->end(), input.begin()));

    if (input.empty()) return 0;
    const std::size_t choices = std::min<std::size_t>(input[0], size - 1);
    Reader in{input.subspan(1 + choices), Tail::ignored};
    for (const std::uint8_t choice : input.subspan(1, choices)) read_one(in, choice);
    const bool good = in.ok();
    PLEXUS_ASSERT(in.finish(Extra::ignored).has_value() == good);
    return 0;
}

PLEXUS_MUTATE_RLP(0);
