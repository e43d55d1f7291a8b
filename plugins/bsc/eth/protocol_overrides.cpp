#include "protocol_overrides.hpp"

#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::bsc {
namespace {

constexpr std::uint64_t upgrade_status_code = 0x0b;
constexpr std::uint64_t eth67_length = 18;  // bnb-chain/bsc v1.1.3 to v1.4.1, protocolLengths

}  // namespace

Bytes encode_upgrade_status(TransactionGossip gossip) {
    rlp::Writer out;
    out.list([&] { out.list([&] { out.boolean(gossip == TransactionGossip::unwanted); }); });
    return out.take();
}

Result<TransactionGossip> decode_upgrade_status(BytesView payload) {
    bool disabled = false;
    rlp::Reader in{payload, rlp::Tail::ignored};
    if (in.peek() == rlp::Kind::list) {
        rlp::Reader extension = in.list();
        disabled = extension.boolean();
        extension.expect_end();
    } else {
        in.bytes(0);
    }
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return disabled ? TransactionGossip::unwanted : TransactionGossip::wanted;
}

ProtocolOverrides::ProtocolOverrides(TransactionGossip gossip) {
    upgrade_status_.code = upgrade_status_code;
    upgrade_status_.payload = encode_upgrade_status(gossip);
    upgrade_status_.accept = &decode_upgrade_status;
}

std::optional<std::uint64_t> ProtocolOverrides::length(std::uint32_t version) const {
    if (version == 67) return eth67_length;
    return std::nullopt;
}

const eth::StatusCodec* ProtocolOverrides::status(std::uint32_t version) const {
    return version == 70 ? &status70_ : nullptr;
}

const eth::HandshakeStep* ProtocolOverrides::after_status(std::uint32_t version) const {
    return version == 67 || version == 68 ? &upgrade_status_ : nullptr;
}

}  // namespace plexus::inline v1::bsc
