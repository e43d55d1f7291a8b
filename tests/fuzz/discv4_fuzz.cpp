#include <api/core/assert.hpp>
#include <kit/enr/eth_entry.hpp>
#include <kit/testing/fake_local_node.hpp>

#include <plugins/discv4/wire/datagram.hpp>

#include "rlp_mutator.hpp"

using namespace plexus;
using namespace plexus::discv4;

namespace {

/// What is sealed is opened as it was, and as ours.
void seal_and_open(const Packet& packet, BytesView body) {
    static const testing::FakeLocalNode self{1};
    const Result<Sealed> sealed = seal(packet, self);
    constexpr std::size_t header_bytes = 32 + 65 + 1;
    PLEXUS_ASSERT(sealed.has_value() == (header_bytes + body.size() <= max_datagram_bytes));
    if (!sealed) return;
    const Result<Opened> opened = open(sealed->datagram);
    PLEXUS_ASSERT(opened && opened->sender == self.id() && opened->hash == sealed->hash &&
                  opened->type == type_of(packet) && std::ranges::equal(opened->body, body));
}

}  // namespace

/// The first byte is the type of packet that the rest is read as; whatever can be read can be
/// written, and is then read alike.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const BytesView input{data, size};
    void(open(input));
    const Result<chain::ForkId> fork = enr::decode_eth_entry(input);
    if (fork) void(enr::decode_eth_entry(enr::encode_eth_entry(*fork)).value());
    if (input.empty()) return 0;
    const auto type = static_cast<PacketType>(input[0] % 8);
    const Result<Packet> packet = decode(type, input.subspan(1));
    if (!packet) return 0;
    const Bytes written = encode(*packet);
    const Result<Packet> again = decode(type, written);
    PLEXUS_ASSERT(again.has_value());
    PLEXUS_ASSERT(encode(*again) == written);
    seal_and_open(*packet, written);
    return 0;
}

PLEXUS_MUTATE_RLP(1);
