#include "status.hpp"

#include <api/core/uint256.hpp>
#include <kit/chain/fork_id.hpp>
#include <kit/eth/messages/block_range.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::inline v1::eth {

const StatusV1 status_v1{};
const StatusV2 status_v2{};

Bytes StatusV1::encode(const Status& status) const {
    rlp::Writer out;
    out.list([&] {
        out.u64(status.version);
        out.u64(status.network_id);
        out.u256(status.total_difficulty);
        out.fixed(status.head);
        out.fixed(status.genesis);
        chain::write_fork_id(out, status.fork_id);
    });
    return out.take();
}

Result<Status> StatusV1::decode(BytesView payload) const {
    Status status;
    rlp::Reader in{payload};
    status.version = in.number<std::uint32_t>();
    status.network_id = in.u64();
    status.total_difficulty = in.u256(limits::total_difficulty_bits);
    status.head = in.fixed<32>();
    status.genesis = in.fixed<32>();
    status.fork_id = chain::read_fork_id(in);
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return status;
}

Bytes StatusV2::encode(const Status& status) const {
    rlp::Writer out;
    out.list([&] {
        out.u64(status.version);
        out.u64(status.network_id);
        out.fixed(status.genesis);
        chain::write_fork_id(out, status.fork_id);
        write_block_range(out, range_of(status));
    });
    return out.take();
}

Result<Status> StatusV2::decode(BytesView payload) const {
    Status status;
    rlp::Reader in{payload};
    status.version = in.number<std::uint32_t>();
    status.network_id = in.u64();
    status.genesis = in.fixed<32>();
    status.fork_id = chain::read_fork_id(in);
    set_range(status, read_block_range(in));
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return status;
}

}  // namespace plexus::inline v1::eth
