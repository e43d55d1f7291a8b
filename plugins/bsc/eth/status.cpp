#include "status.hpp"

#include <api/core/uint256.hpp>
#include <kit/chain/fork_id.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::inline v1::bsc {

Bytes Status70::encode(const eth::Status& status) const {
    rlp::Writer out;
    out.list([&] {
        out.u64(status.version);
        out.u64(status.network_id);
        out.u256(status.total_difficulty);
        out.fixed(status.genesis);
        chain::write_fork_id(out, status.fork_id);
        out.u64(status.earliest);
        out.u64(status.latest);
        out.fixed(status.head);
    });
    return out.take();
}

Result<eth::Status> Status70::decode(BytesView payload) const {
    eth::Status status;
    rlp::Reader in{payload};
    status.version = in.number<std::uint32_t>();
    status.network_id = in.u64();
    status.total_difficulty = in.u256(eth::limits::total_difficulty_bits);
    status.genesis = in.fixed<32>();
    status.fork_id = chain::read_fork_id(in);
    status.earliest = in.u64();
    status.latest = in.u64();
    status.head = in.fixed<32>();
    const bool sound = status.earliest <= status.latest && status.head != Hash256{};
    if (!sound) in.fail(Errc::malformed);
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return status;
}

}  // namespace plexus::inline v1::bsc
