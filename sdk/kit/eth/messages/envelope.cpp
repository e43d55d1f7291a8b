#include "envelope.hpp"

#include <kit/rlp/reader.hpp>

namespace plexus::inline v1::eth {

Result<std::uint64_t> peek_request_id(BytesView payload) noexcept {
    rlp::Reader in{payload};
    const std::uint64_t id = in.u64();
    const Result<void> done = in.finish(rlp::Extra::ignored);
    if (!done) return done.error();
    return id;
}

Result<Enveloped<rlp::Item>> open_envelope(BytesView payload) noexcept {
    Enveloped<rlp::Item> result;
    rlp::Reader in{payload};
    result.id = in.u64();
    if (!in.more()) in.fail(Errc::malformed);
    result.content = in.item();
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return result;
}

}  // namespace plexus::inline v1::eth
