#include "eth_entry.hpp"

#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::enr {

Bytes encode_eth_entry(const chain::ForkId& id) {
    rlp::Writer out;
    out.list([&] {
        out.list([&] {
            out.fixed(id.hash);
            out.u64(id.next);
        });
    });
    return out.take();
}

Result<chain::ForkId> decode_eth_entry(BytesView rlp) {
    rlp::Reader in{rlp};
    rlp::Reader list = in.list();
    chain::ForkId id;
    id.hash = list.fixed<4>();
    id.next = list.u64();
    list.expect_end(rlp::Extra::ignored);
    const Result<void> action = in.finish(rlp::Extra::ignored);
    if (!action) return action.error();
    return id;
}

}  // namespace plexus::enr
