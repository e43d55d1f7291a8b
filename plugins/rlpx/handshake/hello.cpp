#include <limits>

#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

#include <plugins/rlpx/link/base_protocol.hpp>
#include "limits.hpp"

namespace plexus::rlpx {
namespace {

/// The fewest bytes that a capability takes: a list of an empty name and a zero.
constexpr std::size_t min_capability_bytes = 3;
constexpr std::size_t max_capabilities = max_base_payload / min_capability_bytes;

using CapabilityVersion = decltype(net::HelloCapability::version);

void read_capabilities(rlp::Reader in, std::vector<net::HelloCapability>& out) {
    out.reserve(in.count(max_capabilities));
    while (in.more()) {
        rlp::Reader item = in.list();
        const BytesView name = item.bytes(max_base_payload);
        const std::uint64_t version = item.u64();
        item.expect_end(rlp::Extra::ignored);
        if (version > std::numeric_limits<CapabilityVersion>::max()) continue;
        out.push_back({std::string{text_of(name)}, static_cast<CapabilityVersion>(version)});
    }
}

}  // namespace

Bytes encode_hello(const net::Hello& hello) {
    rlp::Writer out;
    out.list([&] {
        out.u64(hello.p2p_version);
        out.text(hello.client);
        out.list([&] {
            for (const net::HelloCapability& capability : hello.capabilities) {
                out.list([&] {
                    out.text(capability.name);
                    out.u64(capability.version);
                });
            }
        });
        out.u64(hello.listen_port);
        out.fixed(hello.id);
    });
    return out.take();
}

Result<net::Hello> decode_hello(BytesView payload) {
    if (payload.size() > max_base_payload) return make_error_code(Errc::limit_exceeded);
    rlp::Reader in{payload, rlp::Tail::ignored};
    net::Hello hello;
    hello.p2p_version = in.u64();
    hello.client = text_of(in.bytes(max_base_payload));
    read_capabilities(in.list(), hello.capabilities);
    hello.listen_port = in.u64();
    const BytesView id = in.bytes(max_base_payload);
    const Result<void> good = in.finish(rlp::Extra::ignored);
    if (!good) return good.error();
    hello.id = net::NodeId::from(id).value_or(net::NodeId{});
    if (hello.id.is_zero()) return make_error_code(Errc::bad_key);
    return hello;
}

}  // namespace plexus::rlpx
